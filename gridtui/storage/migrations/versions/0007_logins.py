"""Who signs in to a shared store, and to which grids a login is bound."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('shared_login',
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('operator_id', sa.LargeBinary(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('bound', sa.Boolean(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('added_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('login')
    )
    op.create_table('shared_login_grid',
    sa.Column('login', sa.String(), nullable=False),
    sa.Column('grid_id', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('login', 'grid_id')
    )
