# `serve` in a container, as a user without rights. Untried: it was written where no container can be built.
#
#   docker build -t rstar .
#   docker run --stop-timeout 45 -p 127.0.0.1:8080:8080 -v rstar:/data -e RSTAR_API_KEYS=secret rstar
#
# Everything that the first use would fetch is in the image, but for another model: mount its folder and name it with
# `--model`. What holds model-written programs is the kernel's Landlock and seccomp; `doctor` says what works:
#
#   docker run --rm --entrypoint deno rstar run -q -A --no-prompt cli/main.ts doctor
FROM denoland/deno:debian-2.9.6

RUN apt-get update \
  && apt-get install -y --no-install-recommends python3 python3-venv bubblewrap \
  && rm -rf /var/lib/apt/lists/* \
  && install -d -o deno -g deno -m 700 /cache /data

ENV DENO_DIR=/cache/deno RSTAR_CACHE=/cache/rstar
WORKDIR /rstar
COPY . .
USER deno

# The packages, the page's too; then Python's and llama.cpp, by the doctor, who ends with 4 where a build has no sandbox.
RUN deno cache cli/main.ts \
  && deno bundle --quiet --platform browser --lock=server/page/page.lock --frozen -o /dev/null server/page/main.tsx \
  && (deno run -q -A --no-prompt cli/main.ts doctor || [ $? -eq 4 ])

EXPOSE 8080
VOLUME /data
HEALTHCHECK --start-period=60s CMD ["deno", "eval", "Deno.exit((await fetch('http://127.0.0.1:8080/health')).ok ? 0 : 1)"]
ENTRYPOINT ["/tini", "--", "deno", "run", "-q", "-A", "--no-prompt", "cli/main.ts", "serve", "--host", "0.0.0.0", "--store", "/data/solves.sqlite"]
