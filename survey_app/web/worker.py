"""The staff console: campaigns, placements, posters."""

from flask import Blueprint

bp = Blueprint("worker", __name__)
