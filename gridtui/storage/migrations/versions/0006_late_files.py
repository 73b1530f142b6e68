"""Which attached files another desk may lack, and which a bundle held."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns."""
    with op.batch_alter_table('peer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lacks', sa.LargeBinary(), nullable=True))

    with op.batch_alter_table('sent_bundle', schema=None) as batch_op:
        batch_op.add_column(sa.Column('files', sa.LargeBinary(), nullable=True))
