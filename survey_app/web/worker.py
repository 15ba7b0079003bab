"""The staff console: communities and campaigns with live counts, launching, closing."""


from flask import Blueprint

bp = Blueprint("worker", __name__, url_prefix="/staff")
ALL = ("admin", "analyst", "worker")
ACTING = ("admin", "worker")
