"""The staff console: communities and campaigns with live counts, launching, closing."""

import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for

from survey_app.errors import Invalid, NotAllowed, NotFound
from survey_app.services import campaigns, scope
from survey_app.services.communities import Community, community_views
from survey_app.services.days import SHANGHAI, first_moment, last_moment
from survey_app.services.placements import add_placement, placements_of, state_at
from survey_app.services.questionnaires import bundled_questionnaires
from survey_app.services.results import save_snapshot
from survey_app.web.auth import allowed, protect
from survey_app.web.console import Console, districts, launch_defaults
from survey_app.web.forms import LaunchForm, PlacementForm
from survey_app.web.runtime import runtime
from survey_app.web.words import speaker

bp = Blueprint("worker", __name__, url_prefix="/staff")
ALL = ("admin", "analyst", "worker")
ACTING = ("admin", "worker")
