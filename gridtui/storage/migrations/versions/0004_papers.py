"""What is reported when, typical cases, the burden register, and what forms were filled with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('allowed_item',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_table('filled_form',
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('salt', sa.LargeBinary(), nullable=False),
    sa.Column('filled_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('fingerprint')
    )
    op.create_table('filled_row',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('cells', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('fingerprint', 'record', 'place', name='uq_filled_row')
    )
    with op.batch_alter_table('filled_row', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_filled_row_record'), ['record'], unique=False)

    op.create_table('form_request',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('asked_by', sa.String(), nullable=False),
    sa.Column('matter', sa.String(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('handed_on', sa.Date(), nullable=True),
    sa.Column('listed', sa.String(), nullable=False),
    sa.Column('item', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('cells', sa.Integer(), nullable=True),
    sa.Column('same_cells', sa.Integer(), nullable=True),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('form_request', schema=None) as batch_op:
        batch_op.create_index('ix_form_request_asked', ['asked_on', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('report_schedule',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('paper', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('every', sa.String(), nullable=False),
    sa.Column('due_day', sa.Integer(), nullable=False),
    sa.Column('form', sa.String(), nullable=False),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('recipient', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_table('report_case',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('period', sa.String(), nullable=False),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('author_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('report_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_report_case_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_report_case_period', ['period', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
