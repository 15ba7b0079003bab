"""Results: what the answers say, on pages and as files."""

from flask import Blueprint

bp = Blueprint("analyst", __name__)
