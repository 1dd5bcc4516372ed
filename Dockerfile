# One image for every service; the command says which one runs: `docker run tongban documents`.
FROM python:3.11-slim-bookworm AS build
WORKDIR /app
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY tools/bootstrap.py tools/
COPY services services
COPY shared shared
# behind a mirror: docker build --build-arg PIP_INDEX_URL=https://…/simple .
ARG PIP_INDEX_URL
RUN python3 tools/bootstrap.py --no-dev --no-editable --extra tracing

FROM python:3.11-slim-bookworm AS fonts
COPY services/command_fonts.py /tools/
RUN apt-get update -qq && python3 /tools/command_fonts.py --folder /fonts --required && rm -rf /var/lib/apt/lists/*

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin tongban \
    && install -d -o tongban -g tongban /app/var
WORKDIR /app
COPY --from=build /app/.venv /app/.venv
COPY --from=fonts /fonts/*.otf /fonts/*.ttf /app/fonts/
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 TONGBAN_HOST=0.0.0.0 TONGBAN_VAR=/app/var TONGBAN_FONTS=/app/fonts
USER tongban
EXPOSE 8000 8001
ENTRYPOINT ["python", "-m", "services"]
