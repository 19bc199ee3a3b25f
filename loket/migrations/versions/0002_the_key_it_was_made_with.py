"""the key it was made with"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("municipality", sa.Column("key_tag", sa.String(length=80), nullable=True))


def downgrade() -> None:
    op.drop_column("municipality", "key_tag")
