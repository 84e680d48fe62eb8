"""Well-known libraries that are no part of Python's own documentation, by the names that people import or install."""

from __future__ import annotations

import re

_NAMES = """
aiofiles aiohttp airflow alembic ansible anyio apscheduler arrow asyncpg attrs babel bandit beautifulsoup
beautifulsoup4 behave black bokeh boto3 botocore bottle bs4 celery certifi chardet cherrypy click cryptography
cupy cython dask databricks django djangorestframework duckdb elasticsearch fabric fastapi flake8 flask folium
gensim gevent gradio greenlet grpcio gunicorn h5py httpx huggingface hypercorn hypothesis imageio ipykernel
ipython isort itsdangerous jax jinja jinja2 joblib jsonschema jupyter jupyterlab keras kivy langchain lightgbm
loguru lxml mako markupsafe marshmallow matplotlib mkdocs moto mpmath msgpack mypy mysqlclient networkx nltk
nose notebook nuitka numba numexpr numpy openai opencv openpyxl orjson pandas paramiko patsy peewee pillow
pipenv pipx playwright plotly pluggy poetry polars prefect prettytable protobuf psutil psycopg psycopg2 pyarrow
pyautogui pycryptodome pydantic pyenv pygame pygments pyinstaller pylint pymongo pymysql pyparsing pyperclip
pyqt pyqt5 pyqt6 pyright pyserial pyside6 pyspark pytest pytz pyyaml pyzmq rasterio redis reportlab requests
rich ruff scapy scikit-image scikit-learn scipy scrapy seaborn selenium sentry-sdk shapely simplejson skimage
sklearn spacy sqlalchemy sqlmodel starlette statsmodels streamlit structlog sympy tabulate tensorflow textblob
toolz torch torchvision tornado tox tqdm transformers trio twine twisted typer ujson urllib3 uvicorn uvloop
virtualenv waitress websockets werkzeug wxpython xarray xgboost xlrd xlsxwriter xmltodict yapf zeep
"""

THIRD_PARTY = frozenset(_NAMES.split())

_ASKED = re.compile(
    r"(?:how to |how do i )?(?:(?:pip3? install|import|install|use|from) )?(?:the )?(?P<name>[a-z][\w-]*)"
    r"(?:\.[\w.]+)?(?: (?:module|library|package|docs?|documentation|tutorial|install|import \w+))?"
    r"(?: (?:in |for )?python3?)?\??",
    re.IGNORECASE,
)


def third_party_name(text: str) -> str | None:
    """Give the library that somebody asks for who asks for nothing else; none where it is not known to be one.

    >>> third_party_name("pip install numpy"), third_party_name("from flask import Flask"), third_party_name("json")
    ('numpy', 'flask', None)
    """
    asked = _ASKED.fullmatch(" ".join(text.split()))
    name = asked["name"].casefold().replace("_", "-") if asked is not None else ""
    return name if name in THIRD_PARTY else None
