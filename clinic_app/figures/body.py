"""The measures of the body: segment lengths, girths, joint names and how far each joint goes.

Lengths are shares of stature after Drillis and Contini (1966) as printed in D. A. Winter,
Biomechanics and Motor Control of Human Movement, figure 4.1. Winter's trunk (hip to shoulder line,
0.288) is divided here into pelvis, lumbar and thoracic spine; joint limits are those of the AAOS
(1965) and the JOA, widened by some degrees for a supple runner. No pose lives here.
"""

from itertools import pairwise

STATURE = 170.0

THIGH = 0.245 * STATURE
SHANK = 0.246 * STATURE
ANKLE_HEIGHT = 0.039 * STATURE
UPPER_ARM = 0.186 * STATURE
FOREARM = 0.146 * STATURE
HAND = 0.108 * STATURE
FOOT = 0.152 * STATURE

# Hip line to sacral base, to the first lumbar vertebra, to the shoulder line, to the seventh
# cervical vertebra: 0.060 + 0.100 + 0.128 = Winter's 0.288.
PELVIS = 0.060 * STATURE
LUMBAR = 0.100 * STATURE
THORAX = 0.165 * STATURE
SHOULDER_LINE = 0.128 * STATURE
NECK = 0.050 * STATURE

# Joint centres lie further in than Winter's breadths, which are measured at the skin.
HIP_HALF = 0.048 * STATURE
SHOULDER_HALF = 0.103 * STATURE

# The foot from the ankle's foot point: heel behind, ball and toe tip in front.
HEEL_BACK = 0.036 * STATURE
BALL_FRONT = 0.072 * STATURE
TOE = FOOT - HEEL_BACK - BALL_FRONT - 4.0
HEEL_R, BALL_R, TOE_R = 3.1, 2.5, 1.9

Form = tuple[tuple[float, float, float], ...]

# (share of the segment, radius, forward offset) along a limb from its upper joint.
THIGH_FORM: Form = ((0.0, 8.4, 0.0), (0.2, 8.3, 0.3), (0.45, 7.3, 0.5), (0.75, 5.9, 0.3), (1.0, 5.2, 0.0))
SHANK_FORM: Form = (
    (0.0, 5.2, 0.0),
    (0.15, 5.0, -0.5),
    (0.34, 5.1, -1.0),
    (0.6, 4.2, -0.6),
    (0.85, 3.3, 0.0),
    (1.0, 3.3, 0.0),
)
UPPER_ARM_FORM: Form = ((0.0, 4.2, 0.0), (0.25, 4.5, 0.0), (0.55, 4.3, 0.2), (0.8, 3.8, 0.0), (1.0, 3.6, 0.0))
FOREARM_FORM: Form = ((0.0, 3.6, 0.0), (0.22, 3.8, 0.2), (0.6, 3.1, 0.1), (1.0, 2.4, 0.0))
SLEEVE_FORM: Form = ((0.0, 4.4, 0.0), (0.14, 4.9, 0.0), (0.3, 5.0, 0.0), (0.52, 4.9, 0.1))


def thickness(form: Form, share: float) -> tuple[float, float]:
    """Radius and forward offset of a limb at a share of its length."""
    for (s0, r0, f0), (s1, r1, f1) in pairwise(form):
        if share <= s1:
            t = (share - s0) / (s1 - s0)
            return r0 + (r1 - r0) * t, f0 + (f1 - f0) * t
    return form[-1][1], form[-1][2]


# How many equal bends a part of the spine is drawn with, so that it curves and never kinks.
SPINE_PARTS = {"lumbar": 4, "thoracic": 5, "neck": 2}

_SPINE_LIMITS = {
    "lumbar": {"flexion": (-45.0, 60.0), "side_bend": (-35.0, 35.0), "rotation": (-15.0, 15.0)},
    "thoracic": {"flexion": (-30.0, 50.0), "side_bend": (-30.0, 30.0), "rotation": (-55.0, 55.0)},
    "neck": {"flexion": (-75.0, 65.0), "side_bend": (-50.0, 50.0), "rotation": (-85.0, 85.0)},
}
_LIMB_LIMITS = {
    "girdle": {"elevation": (-10.0, 40.0), "protraction": (-25.0, 35.0)},
    "shoulder": {"flexion": (-60.0, 185.0), "abduction": (-60.0, 180.0), "rotation": (-95.0, 95.0)},
    "elbow": {"flexion": (0.0, 152.0)},
    "forearm": {"pronation": (-90.0, 90.0)},
    "wrist": {"flexion": (-75.0, 85.0)},
    "hip": {"flexion": (-35.0, 135.0), "abduction": (-30.0, 50.0), "rotation": (-50.0, 50.0)},
    "knee": {"flexion": (0.0, 158.0)},
    "ankle": {"dorsiflexion": (-60.0, 40.0)},
    "toes": {"extension": (-30.0, 90.0)},
}

SIDES = ("left", "right")

# joint name -> movement -> (least, greatest) in degrees
JOINT_LIMITS: dict[str, dict[str, tuple[float, float]]] = {
    "belly": {"swell": (-2.0, 8.0)},  # no joint: centimetres by which breath lifts the front of the belly
    **_SPINE_LIMITS,
    **{f"{side}_{joint}": limits for side in SIDES for joint, limits in _LIMB_LIMITS.items()},
}
