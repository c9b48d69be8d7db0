"""What Python clients get from a server: `python python_clients.py openai|langchain URL` prints it as JSON."""

import json
import sys

QUESTION = "What is 17 + 4?"
MODEL = "rstar-tiny"
MESSAGES = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": QUESTION}]


def with_openai(url: str) -> dict[str, object]:
    """The official client, its older kind of completion and its errors too."""
    import openai

    client = openai.OpenAI(base_url=url, api_key="none", max_retries=0)
    chat = client.chat.completions.create(model=MODEL, messages=MESSAGES, reasoning_effort="low", seed=1)
    cut = client.chat.completions.create(model=MODEL, messages=MESSAGES, stop=["\\boxed"])
    short = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_completion_tokens=5)
    stream = client.chat.completions.create(
        model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}
    )
    chunks = list(stream)
    texts = client.completions.create(model=MODEL, prompt=QUESTION, max_tokens=2000)
    long = [{"role": "user", "content": "What is 1 + 1? " * 500}]
    try:
        for _ in client.chat.completions.create(model=MODEL, messages=long, stream=True):
            pass
        refused = None
    except openai.BadRequestError as error:
        refused = [error.status_code, error.code, error.param]
    return {
        "models": [model.id for model in client.models.list()],
        "model": client.models.retrieve(f"{MODEL}:paper").id,
        "content": chat.choices[0].message.content,
        "status": chat.model_extra["rstar"]["status"],
        "cut": [cut.choices[0].message.content, cut.choices[0].finish_reason],
        "short": [short.choices[0].finish_reason, short.choices[0].message.refusal, short.usage.completion_tokens],
        "streamed": "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices),
        "streamed_tokens": chunks[-1].usage.completion_tokens,
        "text": texts.choices[0].text,
        "refused": refused,
    }


def with_langchain(url: str) -> dict[str, object]:
    """LangChain's chat model and its older text model."""
    from langchain_openai import ChatOpenAI, OpenAI

    chat = ChatOpenAI(base_url=url, api_key="none", model=MODEL, max_retries=0)
    messages = [("system", "Be brief."), ("human", QUESTION)]
    text = OpenAI(base_url=url, api_key="none", model=MODEL, max_retries=0, max_tokens=2000)
    answer = chat.invoke(messages)
    return {
        "content": answer.content,
        "tokens": answer.usage_metadata["output_tokens"],
        "cut": chat.invoke(messages, stop=["\\boxed"]).content,
        "streamed": "".join(part.content for part in chat.stream(messages)),
        "batch": [each.content for each in chat.batch([QUESTION, "What is 12 times 11?"])],
        "text": text.invoke(QUESTION),
    }


if __name__ == "__main__":
    name, url = sys.argv[1:]
    print(json.dumps({"openai": with_openai, "langchain": with_langchain}[name](url)))
