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
    op.create_table('acknowledged',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=False),
    sa.Column('feed_num', sa.BigInteger(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('device', 'incarnation', 'feed_num', name='uq_acknowledged')
    )
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

    op.create_table('contested',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('noun', sa.String(), nullable=False),
    sa.Column('scope', sa.LargeBinary(), nullable=False),
    sa.Column('conflicts', sa.String(), nullable=False),
    sa.Column('parallels', sa.String(), nullable=False),
    sa.Column('latest', sa.LargeBinary(), nullable=False),
    sa.Column('dismissed', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('record', 'noun', name='uq_contested')
    )
    op.create_table('feed_head',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=False),
    sa.Column('scope', sa.LargeBinary(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('signer', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('incarnation', 'scope', 'seq', name='uq_feed_head')
    )
    op.create_table('forked_change',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('feed_num', sa.BigInteger(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('before', sa.LargeBinary(), nullable=False),
    sa.Column('lines', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('feed_num', 'seq', 'hash', name='uq_forked_change')
    )
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

    op.create_table('peer',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=True),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('sent_at', sa.BigInteger(), nullable=True),
    sa.Column('heard_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('device')
    )
    op.create_table('received_part',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bundle', sa.LargeBinary(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('proof', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('bundle', 'part', name='uq_received_part')
    )
    with op.batch_alter_table('received_part', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_received_part_device'), ['device'], unique=False)

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
    op.create_table('secret_key',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('public', sa.String(), nullable=False),
    sa.Column('secret', sa.LargeBinary(), nullable=False),
    sa.Column('made_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('num')
    )
    op.create_table('sent_bundle',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bundle', sa.LargeBinary(), nullable=False),
    sa.Column('device', sa.LargeBinary(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('parts', sa.Integer(), nullable=False),
    sa.Column('changes', sa.BigInteger(), nullable=False),
    sa.Column('reached', sa.LargeBinary(), nullable=False),
    sa.Column('proof', sa.LargeBinary(), nullable=False),
    sa.Column('acknowledged_at', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('bundle')
    )
    with op.batch_alter_table('sent_bundle', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_bundle_device'), ['device'], unique=False)

    op.create_table('trust_paper',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('text', sa.LargeBinary(), nullable=False),
    sa.Column('signer', sa.LargeBinary(), nullable=False),
    sa.Column('signature', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('digest')
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

    with op.batch_alter_table('change', schema=None) as batch_op:
        batch_op.add_column(sa.Column('before', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('refused', sa.String(), nullable=True))
        batch_op.create_index('ix_change_before', ['feed_num', 'seq'], unique=False, sqlite_where=sa.text('before IS NOT NULL'), postgresql_where=sa.text('before IS NOT NULL'))
        batch_op.create_index('ix_change_missing', ['feed_num', 'seq'], unique=False, sqlite_where=sa.text('missing IS NOT NULL'), postgresql_where=sa.text('missing IS NOT NULL'))
        batch_op.create_index('ix_change_refused', ['refused', 'num'], unique=False, sqlite_where=sa.text('refused IS NOT NULL'), postgresql_where=sa.text('refused IS NOT NULL'))

    with op.batch_alter_table('grid', schema=None) as batch_op:
        batch_op.add_column(sa.Column('size_note', sa.String(), server_default='', nullable=False))

    with op.batch_alter_table('issue', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_issue_closed'), sqlite_where=sa.text('deleted IS 0'))
        batch_op.create_index('ix_issue_closed', ['closed_at', 'registered_at', 'category', 'grid_id', 'closure_kind', 'resolved', 'satisfaction'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.drop_index(batch_op.f('ix_issue_open_due'), sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'))
        batch_op.create_index('ix_issue_open_due', ['due_at', 'num', 'state', 'grid_id', 'category', 'nature', 'last_event_at', 'registered_at', 'amber_at', 'id'], unique=False, sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'), postgresql_where=sa.text('deleted IS false AND is_open IS true'))

    with op.batch_alter_table('issue_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_issue_event_issue_id'))
        batch_op.create_index('ix_issue_event_issue_id', ['issue_id', 'kind'], unique=False)
        batch_op.create_index('ix_issue_event_refused', ['at', 'org_id', 'issue_id', 'kind'], unique=False, sqlite_where=sa.text("deleted IS 0 AND kind IN ('return', 'reject')"), postgresql_where=sa.text("deleted IS false AND kind IN ('return', 'reject')"))
