"""Visits, promises, the diary, and limits of the office's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('time_limit',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('stage', sa.String(), nullable=False),
    sa.Column('nature', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('unit', sa.String(), nullable=False),
    sa.Column('amber', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_table('diary_entry',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('day', sa.Date(), nullable=True),
    sa.Column('author_id', sa.LargeBinary(), nullable=True),
    sa.Column('author_name', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('sources', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('diary_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_diary_entry_day'), ['day'], unique=False)

    op.create_table('visit',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('dwelling_id', sa.LargeBinary(), nullable=True),
    sa.Column('household_id', sa.LargeBinary(), nullable=True),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('visited_on', sa.Date(), nullable=True),
    sa.Column('manner', sa.String(), nullable=False),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('visitor_id', sa.LargeBinary(), nullable=True),
    sa.Column('visitor_name', sa.String(), nullable=False),
    sa.Column('problem', sa.String(), nullable=False),
    sa.Column('measures', sa.String(), nullable=False),
    sa.Column('result', sa.String(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['dwelling_id'], ['dwelling.id'], ),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_building_id'), ['building_id'], unique=False)
        batch_op.create_index('ix_visit_day', ['visited_on', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index('ix_visit_household', ['household_id', 'visited_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_visit_issue_id'), ['issue_id'], unique=False)

    op.create_table('whistle',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('drafted_at', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('whistle', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_whistle_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_whistle_listed', ['drafted_at', 'num', 'state', 'level'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_whistle_number'), ['number'], unique=False)
        batch_op.create_index('ix_whistle_open_due', ['due_at', 'num', 'state', 'level'], unique=False, sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'), postgresql_where=sa.text('deleted IS false AND is_open IS true'))

    op.create_table('promise',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('household_id', sa.LargeBinary(), nullable=True),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('visit_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('owner_name', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.ForeignKeyConstraint(['visit_id'], ['visit.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('promise', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_promise_building_id'), ['building_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promise_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_promise_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_promise_open_due', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND done_on IS NULL'), postgresql_where=sa.text('deleted IS false AND done_on IS NULL'))
        batch_op.create_index(batch_op.f('ix_promise_visit_id'), ['visit_id'], unique=False)

    with op.batch_alter_table('household', schema=None) as batch_op:
        batch_op.add_column(sa.Column('visit_kind', sa.String(), server_default='ordinary', nullable=False))
        batch_op.add_column(sa.Column('met_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('next_visit_on', sa.Date(), nullable=True))
        batch_op.create_index('ix_household_joined', ['alias_of'], unique=False, sqlite_where=sa.text('alias_of IS NOT NULL'), postgresql_where=sa.text('alias_of IS NOT NULL'))
        batch_op.create_index('ix_household_visits', ['building_id', 'visit_kind', 'met_on', 'next_visit_on', 'deleted', 'alias_of'], unique=False, sqlite_where=sa.text('deleted IS 0 AND alias_of IS NULL'), postgresql_where=sa.text('deleted IS false AND alias_of IS NULL'))

    with op.batch_alter_table('resident', schema=None) as batch_op:
        batch_op.add_column(sa.Column('moved_in_on', sa.Date(), nullable=True))
        batch_op.create_index('ix_resident_joined', ['alias_of'], unique=False, sqlite_where=sa.text('alias_of IS NOT NULL'), postgresql_where=sa.text('alias_of IS NOT NULL'))

    op.execute(_LEFT)
    op.execute(_TAGGED)


_LEFT = """
    UPDATE household SET visit_kind = ''
    WHERE NOT EXISTS (
        SELECT 1 FROM resident
        WHERE resident.household_id = household.id AND resident.deleted IS FALSE
            AND resident.alias_of IS NULL AND resident.moved_out_on IS NULL AND resident.died_on IS NULL
    ) AND (
        EXISTS (
            SELECT 1 FROM resident WHERE resident.household_id = household.id AND resident.deleted IS FALSE
        ) OR EXISTS (
            SELECT 1 FROM dwelling
            WHERE dwelling.id = household.dwelling_id AND dwelling.occupancy = 'vacant'
        )
    )
"""
"""Nobody who is known lives there any more, so nobody is visited."""
_TAGGED = """
    UPDATE household SET visit_kind = 'service' WHERE EXISTS (
        SELECT 1 FROM resident JOIN service_tag ON service_tag.resident_id = resident.id
        WHERE resident.household_id = household.id AND resident.deleted IS FALSE
            AND resident.alias_of IS NULL AND resident.moved_out_on IS NULL AND resident.died_on IS NULL
            AND service_tag.deleted IS FALSE
    )
"""
