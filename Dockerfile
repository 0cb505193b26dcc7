# One container, one data volume: docker compose up, then http://127.0.0.1:8501
FROM python:3.12-slim-bookworm

RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libgomp1 \
    && rm -rf /var/lib/apt/lists/* \
    && pip install --no-cache-dir uv==0.13.9 \
    && useradd --create-home --uid 10001 lossbook

WORKDIR /srv/lossbook
COPY pyproject.toml uv.lock README.md LICENSE ./
ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy PYTHONUNBUFFERED=1
RUN uv sync --frozen --no-dev --no-install-project
COPY prompts/ prompts/
COPY ingest/ ingest/
COPY app/ app/
COPY .streamlit/ .streamlit/
# Editable on purpose: the wheel is empty, the folders themselves are the application.
RUN uv sync --frozen --no-dev

ENV LOSSBOOK_HOME=/data PATH=/srv/lossbook/.venv/bin:$PATH
RUN mkdir /data && chown lossbook:lossbook /data
VOLUME /data
USER lossbook
EXPOSE 8501
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8501/_stcore/health', timeout=4)"]
CMD ["sh", "-c", "lossbook setup && exec lossbook serve --no-browser --address 0.0.0.0"]
