"""Signing in and out, and who may do what."""

from flask import Blueprint

bp = Blueprint("auth", __name__)
