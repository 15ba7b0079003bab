"""Surveys and resident feedback for communities: from a QR code to a satisfaction rate.

Nothing is imported here, so that `import survey_app.scoring` stays light.
"""
