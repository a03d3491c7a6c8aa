"""Settings of the test runs: the portal's own, with a folder of their own and nothing slow on purpose."""

import os
import tempfile

os.environ.setdefault("LOCAL_DIR", tempfile.mkdtemp(prefix="portal-tests-"))
os.environ.setdefault("DATABASE_URL", "sqlite://")

from soctrang_loans.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
AXES_ENABLED = False
# The live server has collected nothing: static files come from where they lie.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
