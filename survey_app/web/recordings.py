"""(to come)"""

from flask import Blueprint

bp = Blueprint("recordings", __name__)
