FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements/build.txt requirements/
RUN pip install --no-cache-dir --require-hashes --requirement requirements/build.txt
COPY pyproject.toml README.md LICENSE ./
COPY src src
RUN python -m hatchling build --target wheel --directory dist

FROM python:3.13-slim
COPY requirements/runtime.txt /opt/castalia/
RUN pip install --no-cache-dir --require-hashes --requirement /opt/castalia/runtime.txt
COPY --from=build /build/dist/ /opt/castalia/
RUN pip install --no-cache-dir --no-deps --no-index /opt/castalia/*.whl

# A numeric user can be checked by orchestrators that refuse root.
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/castalia castalia
USER 10001
WORKDIR /var/lib/castalia
ENV CASTALIA_HOME=/var/lib/castalia PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
VOLUME /var/lib/castalia
EXPOSE 8000

# The first start answers only once the documentation is indexed; failures until then do not count.
HEALTHCHECK --interval=10s --timeout=5s --start-period=15m \
    CMD ["python", "-c", "import http.client, sys; c = http.client.HTTPConnection('127.0.0.1', 8000, timeout=3); c.request('GET', '/health/live'); sys.exit(c.getresponse().status != 200)"]
ENTRYPOINT ["castalia"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
