"""What is known to be gone, since which version, and whether Python's documentation says what to use instead."""

from __future__ import annotations

GONE = {
    "aifc": ("3.13", False),
    "asynchat": ("3.12", True),
    "asyncore": ("3.12", True),
    "audioop": ("3.13", False),
    "cgi": ("3.13", True),
    "cgitb": ("3.13", True),
    "chunk": ("3.13", False),
    "crypt": ("3.13", True),
    "distutils": ("3.12", False),
    "imghdr": ("3.13", True),
    "imp": ("3.12", True),
    "mailcap": ("3.13", False),
    "msilib": ("3.13", False),
    "nis": ("3.13", False),
    "nntplib": ("3.13", False),
    "ossaudiodev": ("3.13", False),
    "pipes": ("3.13", True),
    "smtpd": ("3.12", True),
    "sndhdr": ("3.13", True),
    "spwd": ("3.13", True),
    "sunau": ("3.13", False),
    "telnetlib": ("3.13", True),
    "uu": ("3.13", True),
    "xdrlib": ("3.13", False),
    "2to3": ("3.13", False),
    "lib2to3": ("3.13", False),
    "cgi.escape": ("3.8", True),
    "asyncio.coroutine": ("3.11", True),
    "time.clock": ("3.8", True),
    "inspect.getargspec": ("3.11", True),
    "threading.Thread.isAlive": ("3.9", True),
    "locale.resetlocale": ("3.13", True),
}

THIRD_PARTY = (
    "requests numpy pandas scipy matplotlib flask django fastapi sqlalchemy pytest pillow tensorflow torch keras"
    " scikit-learn beautifulsoup4 bs4 selenium scrapy celery redis pymongo psycopg2 boto3 pydantic httpx aiohttp"
    " uvicorn gunicorn jinja2 click rich tqdm pyyaml lxml openpyxl networkx sympy seaborn plotly"
).split()
