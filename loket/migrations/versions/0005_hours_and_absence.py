"""hours a pool, holidays, closed days, who works when, and promises that were renewed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

DECIDED = ("hours", "holidays", "closed")


def upgrade() -> None:
    for name in DECIDED:
        op.add_column("municipality", sa.Column(name, sa.JSON(), nullable=True))
    op.add_column("staff", sa.Column("days", sa.String(length=7), nullable=True))
    op.create_table(
        "absence",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_absence_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_absence_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "first_day", name=op.f("pk_absence")),
    )
    op.create_table(
        "renewal",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("was_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tag", sa.LargeBinary(length=16), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_renewal_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_renewal_ticket_id_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "was_at", name=op.f("pk_renewal")),
    )


def downgrade() -> None:
    op.drop_table("renewal")
    op.drop_table("absence")
    op.drop_column("staff", "days")
    for name in DECIDED:
        op.drop_column("municipality", name)
