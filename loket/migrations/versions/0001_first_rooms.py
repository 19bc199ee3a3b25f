"""first rooms"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "municipality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("desk_name", sa.String(length=120), nullable=False),
        sa.Column("host", sa.String(length=253), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("opening", sa.JSON(), nullable=False),
        sa.Column("answer_days", sa.JSON(), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=False),
        sa.Column("exit_url", sa.String(length=300), nullable=False),
        sa.Column("code_salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_municipality")),
        sa.UniqueConstraint("host", name=op.f("uq_municipality_host")),
        sa.UniqueConstraint("slug", name=op.f("uq_municipality_slug")),
    )
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=True),
        sa.Column("public_mac", sa.LargeBinary(length=32), nullable=True),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_pool_municipality_id_municipality")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("municipality_id", "kind", name=op.f("uq_pool_municipality_id_kind")),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.LargeBinary(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("idle_until", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_session_municipality_id_municipality")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_session_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_session_kind_who"), ["kind", "who"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.String(length=32), nullable=False),
        sa.Column("login", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("totp_locked", sa.LargeBinary(), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_staff_municipality_id_municipality")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("municipality_id", "login", name=op.f("uq_staff_municipality_id_login")),
        sa.UniqueConstraint("pid", name=op.f("uq_staff_pid")),
    )
    op.create_table(
        "invitation",
        sa.Column("code_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("is_used", sa.Boolean(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_invitation_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_invitation_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "membership",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_membership_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_membership_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", "kind", name=op.f("pk_membership")),
    )
    op.create_table(
        "pool_key",
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_pool_key_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_pool_key_pool_id_pool"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_pool_key_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("pool_id", "epoch", "staff_id", name=op.f("pk_pool_key")),
    )
    with op.batch_alter_table("pool_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_key_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "staff_key",
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("salt", sa.LargeBinary(length=16), nullable=False),
        sa.Column("ops", sa.Integer(), nullable=False),
        sa.Column("mib", sa.Integer(), nullable=False),
        sa.Column("verifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("public_mac", sa.LargeBinary(length=32), nullable=False),
        sa.Column("private_locked", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_staff_key_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_key_staff_id_staff"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_key")),
    )
    op.create_table(
        "ticket",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pid", sa.String(length=32), nullable=False),
        sa.Column("ref", sa.String(length=32), nullable=False),
        sa.Column("lookup", sa.LargeBinary(length=32), nullable=True),
        sa.Column("resident_public", sa.LargeBinary(length=32), nullable=False),
        sa.Column("resident_locked", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("shelf", sa.SmallInteger(), nullable=False),
        sa.Column("place", sa.SmallInteger(), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.SmallInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["staff.id"], name=op.f("fk_ticket_holder_id_staff")),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_ticket_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_ticket_pool_id_pool")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket")),
        sa.UniqueConstraint("lookup", name=op.f("uq_ticket_lookup")),
        sa.UniqueConstraint("pid", name=op.f("uq_ticket_pid")),
        sa.UniqueConstraint("ref", name=op.f("uq_ticket_ref")),
    )
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ticket_municipality_id_expires_on"), ["municipality_id", "expires_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_ticket_municipality_id_pool_id_shelf_place_due_at_id"),
            ["municipality_id", "pool_id", "shelf", "place", "due_at", "id"],
            unique=False,
        )

    op.create_table(
        "event",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_event_municipality_id_municipality")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_event_ticket_id_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "seq", name=op.f("pk_event")),
        sa.UniqueConstraint("ticket_id", "client_id", name=op.f("uq_event_ticket_id_client_id")),
    )
    op.create_table(
        "grant_",
        sa.Column("ticket_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("who", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("municipality_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["municipality_id"], ["municipality.id"], name=op.f("fk_grant__municipality_id_municipality")),
        sa.ForeignKeyConstraint(["ticket_id"], ["ticket.id"], name=op.f("fk_grant__ticket_id_ticket"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("ticket_id", "kind", "who", name=op.f("pk_grant_")),
    )
    with op.batch_alter_table("grant_", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grant__kind_who"), ["kind", "who"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("grant_", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_grant__kind_who"))

    op.drop_table("grant_")
    op.drop_table("event")
    with op.batch_alter_table("ticket", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ticket_municipality_id_pool_id_shelf_place_due_at_id"))
        batch_op.drop_index(batch_op.f("ix_ticket_municipality_id_expires_on"))

    op.drop_table("ticket")
    op.drop_table("staff_key")
    with op.batch_alter_table("pool_key", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pool_key_staff_id"))

    op.drop_table("pool_key")
    op.drop_table("membership")
    op.drop_table("invitation")
    op.drop_table("staff")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_session_kind_who"))
        batch_op.drop_index(batch_op.f("ix_session_ends_at"))

    op.drop_table("session")
    op.drop_table("pool")
    op.drop_table("municipality")
