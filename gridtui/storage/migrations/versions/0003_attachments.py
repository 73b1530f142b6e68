"""Attachments, what people decided about groups and twins, saved views, a calendar of the office's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('attachment_body',
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('digest')
    )
    op.create_table('calendar_day',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('works', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('calendar_day', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_day_day'), ['day'], unique=False)

    op.create_table('not_twins',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('noun', sa.String(), nullable=False),
    sa.Column('one_id', sa.LargeBinary(), nullable=True),
    sa.Column('other_id', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('not_twins', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_not_twins_one_id'), ['one_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_not_twins_other_id'), ['other_id'], unique=False)

    op.create_table('saved_view',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('operator_id', sa.LargeBinary(), nullable=False),
    sa.Column('area', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('saved_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('operator_id', 'area', 'name', name='uq_saved_view')
    )
    op.create_table('attachment',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('media', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('added_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('attachment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_attachment_digest'), ['digest'], unique=False)
        batch_op.create_index(batch_op.f('ix_attachment_issue_id'), ['issue_id'], unique=False)

    op.create_table('hot_decision',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('act_id', sa.LargeBinary(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('other_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('residents', sa.Integer(), nullable=False),
    sa.Column('decided_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['other_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('hot_decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_hot_decision_issue_id'), ['issue_id'], unique=False)

    with op.batch_alter_table('grid', schema=None) as batch_op:
        batch_op.add_column(sa.Column('size_note', sa.String(), server_default='', nullable=False))
