"""who is who is sealed: municipalities, accounts, memberships and invitations carry a tag under the server key"""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from loket.experts.queries import account_tag, invitation_tag, membership_tag
from loket.municipalities.queries import municipality_tag

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TAGS: dict[str, Callable[..., bytes]] = {
    "municipality": municipality_tag,
    "staff": account_tag,
    "membership": membership_tag,
    "invitation": invitation_tag,
}
KEYS = {"municipality": ("id",), "staff": ("id",), "membership": ("staff_id", "kind"), "invitation": ("code_hash",)}


def upgrade() -> None:
    for name in TAGS:
        op.add_column(name, sa.Column("tag", sa.LargeBinary(length=16), nullable=True))
    connection = op.get_bind()
    for name, tag in TAGS.items():
        table = sa.Table(name, sa.MetaData(), autoload_with=connection)
        for row in connection.execute(sa.select(table)).all():
            this = sa.and_(*(table.c[key] == row._mapping[key] for key in KEYS[name]))
            connection.execute(sa.update(table).where(this).values(tag=tag(**row._mapping)))


def downgrade() -> None:
    for name in TAGS:
        op.drop_column(name, "tag")
