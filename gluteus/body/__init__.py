"""The body, computed from the musculoskeletal model: bones, muscle paths, landmarks, skin, named regions, flat views.

Axes: x to the person's left, y backwards, z up, in metres; the midsagittal plane is x = 0.
"Left" and "right" are always the person's own.
"""

from gluteus.body.body import Body, build, load
from gluteus.body.model import BodyBuildError, Mesh, standing_model
from gluteus.body.views import ENDS, View

__all__ = ["ENDS", "Body", "BodyBuildError", "Mesh", "View", "build", "load", "standing_model"]
