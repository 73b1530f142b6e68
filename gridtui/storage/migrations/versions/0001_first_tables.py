"""The first tables: the neighbourhood, its people, their issues, and the change log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create every table in an empty database."""
    op.create_table('audit',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor_id', sa.LargeBinary(), nullable=True),
    sa.Column('action', sa.String(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('num')
    )
    op.create_index('ix_audit_record', 'audit', ['record'], unique=False)
    op.create_table('category',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('parent_code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('ext_code', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_category_code'), 'category', ['code'], unique=False)
    op.create_table('change',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('feed_num', sa.BigInteger(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('stamp', sa.LargeBinary(), nullable=False),
    sa.Column('step_num', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('noun', sa.String(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.Column('bases', sa.LargeBinary(), nullable=True),
    sa.Column('public', sa.LargeBinary(), nullable=True),
    sa.Column('contact', sa.LargeBinary(), nullable=True),
    sa.Column('identity', sa.LargeBinary(), nullable=True),
    sa.Column('health', sa.LargeBinary(), nullable=True),
    sa.Column('missing', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('feed_num', 'seq', name='uq_change_feed')
    )
    op.create_index('ix_change_record', 'change', ['record'], unique=False)
    op.create_index('ix_change_step', 'change', ['step_num'], unique=False)
    op.create_table('device',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=False),
    sa.Column('millis', sa.BigInteger(), nullable=False),
    sa.Column('counter', sa.Integer(), nullable=False),
    sa.Column('number', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('incarnation')
    )
    op.create_table('draft',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('saved_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_table('feed',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=False),
    sa.Column('scope', sa.LargeBinary(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('hash', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('incarnation', 'scope', name='uq_feed')
    )
    op.create_table('importmapping',
    sa.Column('fingerprint', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('used_at', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('fingerprint')
    )
    op.create_table('meta',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('key')
    )
    op.create_table('org',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('parent_id', sa.LargeBinary(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('short_name', sa.String(), nullable=False),
    sa.Column('division_code', sa.String(), nullable=False),
    sa.Column('external_ids', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['parent_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_org_division_code'), 'org', ['division_code'], unique=False)
    op.create_index(op.f('ix_org_parent_id'), 'org', ['parent_id'], unique=False)
    op.create_table('step',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('actor_id', sa.LargeBinary(), nullable=False),
    sa.Column('actor_name', sa.String(), nullable=False),
    sa.Column('incarnation', sa.LargeBinary(), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('schema_version', sa.Integer(), nullable=False),
    sa.Column('intent', sa.String(), nullable=False),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('of_num', sa.BigInteger(), nullable=True),
    sa.Column('undone', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_table('grid',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('branch_id', sa.LargeBinary(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('boundary', sa.String(), nullable=False),
    sa.Column('external_ids', sa.String(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['branch_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_grid_branch_id'), 'grid', ['branch_id'], unique=False)
    op.create_index(op.f('ix_grid_code'), 'grid', ['code'], unique=False)
    op.create_index(op.f('ix_grid_org_id'), 'grid', ['org_id'], unique=False)
    op.create_table('operator',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_operator_org_id'), 'operator', ['org_id'], unique=False)
    op.create_table('courtyard',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_courtyard_grid_id'), 'courtyard', ['grid_id'], unique=False)
    op.create_index(op.f('ix_courtyard_org_id'), 'courtyard', ['org_id'], unique=False)
    op.create_table('building',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('courtyard_id', sa.LargeBinary(), nullable=True),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('floors', sa.Integer(), nullable=True),
    sa.Column('built_year', sa.Integer(), nullable=True),
    sa.Column('details', sa.String(), nullable=False),
    sa.Column('contacts', sa.String(), nullable=False),
    sa.Column('external_ids', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['courtyard_id'], ['courtyard.id'], ),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_building_courtyard_id'), 'building', ['courtyard_id'], unique=False)
    op.create_index(op.f('ix_building_grid_id'), 'building', ['grid_id'], unique=False)
    op.create_index(op.f('ix_building_label'), 'building', ['label'], unique=False)
    op.create_index(op.f('ix_building_org_id'), 'building', ['org_id'], unique=False)
    op.create_table('unit',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('label', sa.String(), nullable=False),
    sa.Column('floors', sa.Integer(), nullable=True),
    sa.Column('doors_per_floor', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_unit_building_id'), 'unit', ['building_id'], unique=False)
    op.create_table('dwelling',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('unit_id', sa.LargeBinary(), nullable=True),
    sa.Column('floor', sa.Integer(), nullable=True),
    sa.Column('room', sa.String(), nullable=False),
    sa.Column('door', sa.String(), nullable=False),
    sa.Column('use', sa.String(), nullable=False),
    sa.Column('occupancy', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_dwelling_building_id'), 'dwelling', ['building_id'], unique=False)
    op.create_index(op.f('ix_dwelling_door'), 'dwelling', ['door'], unique=False)
    op.create_index(op.f('ix_dwelling_unit_id'), 'dwelling', ['unit_id'], unique=False)
    op.create_table('household',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('dwelling_id', sa.LargeBinary(), nullable=True),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('alias_of', sa.LargeBinary(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['alias_of'], ['household.id'], ),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['dwelling_id'], ['dwelling.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_household_building_id'), 'household', ['building_id'], unique=False)
    op.create_index(op.f('ix_household_dwelling_id'), 'household', ['dwelling_id'], unique=False)
    op.create_table('resident',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('household_id', sa.LargeBinary(), nullable=True),
    sa.Column('alias_of', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('sex', sa.String(), nullable=False),
    sa.Column('birth_date', sa.Date(), nullable=True),
    sa.Column('id_number', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('relation', sa.String(), nullable=False),
    sa.Column('residence_state', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('politics', sa.String(), nullable=False),
    sa.Column('ethnicity', sa.String(), nullable=False),
    sa.Column('education', sa.String(), nullable=False),
    sa.Column('marriage', sa.String(), nullable=False),
    sa.Column('occupation', sa.String(), nullable=False),
    sa.Column('registered_address', sa.String(), nullable=False),
    sa.Column('actual_address', sa.String(), nullable=False),
    sa.Column('moved_out_on', sa.Date(), nullable=True),
    sa.Column('moved_to', sa.String(), nullable=False),
    sa.Column('died_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['alias_of'], ['resident.id'], ),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_resident_building_id'), 'resident', ['building_id'], unique=False)
    op.create_index(op.f('ix_resident_household_id'), 'resident', ['household_id'], unique=False)
    op.create_index(op.f('ix_resident_id_number'), 'resident', ['id_number'], unique=False)
    op.create_index('ix_resident_living', 'resident', ['building_id'], unique=False, sqlite_where=sa.text('deleted IS 0 AND moved_out_on IS NULL AND died_on IS NULL'), postgresql_where=sa.text('deleted IS false AND moved_out_on IS NULL AND died_on IS NULL'))
    op.create_table('assignment',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('sex', sa.String(), nullable=False),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('household_id', sa.LargeBinary(), nullable=True),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_assignment_building_id'), 'assignment', ['building_id'], unique=False)
    op.create_index(op.f('ix_assignment_grid_id'), 'assignment', ['grid_id'], unique=False)
    op.create_index(op.f('ix_assignment_household_id'), 'assignment', ['household_id'], unique=False)
    op.create_index(op.f('ix_assignment_org_id'), 'assignment', ['org_id'], unique=False)
    op.create_index(op.f('ix_assignment_resident_id'), 'assignment', ['resident_id'], unique=False)
    op.create_index(op.f('ix_assignment_role'), 'assignment', ['role'], unique=False)
    op.create_table('issue',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('registered_at', sa.BigInteger(), nullable=True),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('nature', sa.String(), nullable=False),
    sa.Column('category', sa.String(), nullable=False),
    sa.Column('ext_code', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('given_grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('dwelling_id', sa.LargeBinary(), nullable=True),
    sa.Column('household_id', sa.LargeBinary(), nullable=True),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('reporter_name', sa.String(), nullable=False),
    sa.Column('reporter_phone', sa.String(), nullable=False),
    sa.Column('anonymous', sa.Boolean(), nullable=False),
    sa.Column('urgent', sa.Boolean(), nullable=False),
    sa.Column('likes', sa.Integer(), nullable=True),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('flags', sa.String(), nullable=False),
    sa.Column('owner_level', sa.Integer(), nullable=False),
    sa.Column('due_at', sa.BigInteger(), nullable=True),
    sa.Column('amber_at', sa.BigInteger(), nullable=True),
    sa.Column('last_event_at', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('closure_kind', sa.String(), nullable=False),
    sa.Column('resolved', sa.String(), nullable=False),
    sa.Column('satisfaction', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['dwelling_id'], ['dwelling.id'], ),
    sa.ForeignKeyConstraint(['given_grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_issue_building_id'), 'issue', ['building_id'], unique=False)
    op.create_index(op.f('ix_issue_household_id'), 'issue', ['household_id'], unique=False)
    op.create_index('ix_issue_listed', 'issue', ['registered_at', 'num', 'state', 'is_open', 'grid_id', 'category', 'nature', 'deleted'], unique=False)
    op.create_index('ix_issue_due', 'issue', ['due_at', 'num', 'state', 'deleted'], unique=False)
    op.create_index('ix_issue_number', 'issue', ['number', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
    op.create_index('ix_issue_closed', 'issue', ['closed_at'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
    op.create_index('ix_issue_open_due', 'issue', ['due_at', 'num', 'state', 'grid_id', 'category', 'nature', 'last_event_at'], unique=False, sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'), postgresql_where=sa.text('deleted IS false AND is_open IS true'))
    op.create_index('ix_issue_open_grid', 'issue', ['grid_id', 'due_at'], unique=False, sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'), postgresql_where=sa.text('deleted IS false AND is_open IS true'))
    op.create_index('ix_issue_open_building', 'issue', ['building_id'], unique=False, sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'), postgresql_where=sa.text('deleted IS false AND is_open IS true'))
    op.create_index('ix_issue_open_household', 'issue', ['household_id'], unique=False, sqlite_where=sa.text('deleted IS 0 AND is_open IS 1'), postgresql_where=sa.text('deleted IS false AND is_open IS true'))
    op.create_index(op.f('ix_issue_org_id'), 'issue', ['org_id'], unique=False)
    op.create_index(op.f('ix_issue_resident_id'), 'issue', ['resident_id'], unique=False)
    op.create_table('service_tag',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('tag', sa.String(), nullable=False),
    sa.Column('purpose', sa.String(), nullable=False),
    sa.Column('basis', sa.String(), nullable=False),
    sa.Column('consent_on', sa.Date(), nullable=True),
    sa.Column('guardian_consent', sa.Boolean(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_service_tag_resident_id'), 'service_tag', ['resident_id'], unique=False)
    op.create_table('issue_event',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=True),
    sa.Column('actor_id', sa.LargeBinary(), nullable=True),
    sa.Column('actor_name', sa.String(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('data', sa.String(), nullable=False),
    sa.Column('after', sa.LargeBinary(), nullable=False),
    sa.Column('stamp', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    op.create_index(op.f('ix_issue_event_issue_id'), 'issue_event', ['issue_id'], unique=False)
    _create_search_tables()


def _create_search_tables() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for noun, prefixes in (("org", "1"), ("grid", "1"), ("building", "1"), ("assignment", "1 2 3"),
                           ("resident", "1 2 3"), ("issue", "1")):
        if postgres:
            op.execute(f"CREATE TABLE search_{noun} (num bigint PRIMARY KEY, t tsvector NOT NULL)")
            op.execute(f"CREATE INDEX ix_search_{noun} ON search_{noun} USING gin (t)")
        else:
            op.get_bind().exec_driver_sql(
                f"CREATE VIRTUAL TABLE search_{noun} USING fts5(t, content='', contentless_delete=1, detail=none, "
                f"prefix='{prefixes}', tokenize=\"unicode61 tokenchars '-_'\")")
