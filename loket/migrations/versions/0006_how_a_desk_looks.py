"""the house style of a municipality: what it chose, and its logo"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("municipality", sa.Column("look", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "logo",
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_logo_municipality_id_municipality")),
        sa.PrimaryKeyConstraint("municipality_id", name=op.f("pk_logo")),
    )


def downgrade() -> None:
    op.drop_table("logo")
    op.drop_column("municipality", "look")
