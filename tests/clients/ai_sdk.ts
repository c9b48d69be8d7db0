/**
 * What Vercel's AI SDK gets from a server: run with the names of its packages and a URL, prints it as JSON; without a URL it only
 * loads the packages. They are no imports, as whoever checks the types of this folder would install them.
 *
 * @module
 */
const [sdk, openaiCompatible, baseURL] = Deno.args;
const { generateText, generateObject, jsonSchema, streamText } = await import(sdk);
const { createOpenAICompatible } = await import(openaiCompatible);
if (baseURL !== undefined) console.log(JSON.stringify(await answers(baseURL)));

async function answers(baseURL: string): Promise<unknown> {
  const provider = createOpenAICompatible({ name: "rstar", baseURL, includeUsage: true });
  const prompt = "What is 17 + 4?";
  const asked = { model: provider("rstar-tiny"), system: "Be brief.", prompt, maxRetries: 0 };
  const whole = await generateText(asked);
  const cut = await generateText({ ...asked, stopSequences: ["\\boxed"] });
  const short = await generateText({ ...asked, maxOutputTokens: 5 });
  const stream = streamText(asked);
  let streamed = "";
  for await (const text of stream.textStream) streamed += text;
  const completion = await generateText({ model: provider.completionModel("rstar-tiny"), prompt, maxRetries: 0 });
  const schema = jsonSchema({ type: "object", properties: { answer: { type: "string" } } });
  const refused = await generateObject({ ...asked, schema, output: "object" })
    .then(() => null, (error: { readonly statusCode: number }) => error.statusCode);
  return {
    content: whole.text,
    reasoning: whole.reasoningText,
    cut: [cut.text, cut.finishReason],
    short: [short.text, short.finishReason],
    streamed,
    streamedReasoning: await stream.reasoningText,
    tokens: (await stream.usage).outputTokens,
    text: completion.text.includes("21"), // its prompt is marked up as a dialogue, of which the model is not sure
    refused,
  };
}
