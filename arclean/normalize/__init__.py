"""Steps, profiles and plans of the normaliser, and the normaliser itself."""

from __future__ import annotations

from .plan import Plan, plan_for

__all__ = ["Plan", "plan_for"]
