# One image for web, worker, beat and the sandbox; the command decides which it is.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app

COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt

COPY . .

# Originals, derived pictures, PDFs and static files; every process needs the same folder.
ENV NEWSROOM_VAR=/var/lib/newsroom
RUN useradd --create-home newsroom && install -d -o newsroom -g newsroom /var/lib/newsroom
USER newsroom
VOLUME /var/lib/newsroom

EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "8", "--no-ws", "newsroom.wsgi:application"]
