"""Working together: alliance, lists, report-ins, deliberations, mediation, property, centres, workers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables."""
    op.create_table('facility',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('address', sa.String(), nullable=False),
    sa.Column('open_hours', sa.String(), nullable=False),
    sa.Column('desk_phone', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('facility', schema=None) as batch_op:
        batch_op.create_index('ix_facility_force', ['kind', 'since', 'until', 'org_id'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index('ix_facility_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('meeting',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('chair_role', sa.String(), nullable=False),
    sa.Column('chair_name', sa.String(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('minutes', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('meeting', schema=None) as batch_op:
        batch_op.create_index('ix_meeting_open', ['planned_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND held_on IS NULL'), postgresql_where=sa.text('deleted IS false AND held_on IS NULL'))
        batch_op.create_index('ix_meeting_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('member_unit',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('seat', sa.String(), nullable=False),
    sa.Column('seat_holder', sa.String(), nullable=False),
    sa.Column('contact_name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('member_unit', schema=None) as batch_op:
        batch_op.create_index('ix_member_unit_force', ['kind', 'since', 'until', 'org_id'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index('ix_member_unit_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('property_company',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('has_branch', sa.Boolean(), nullable=False),
    sa.Column('contact_name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('property_company', schema=None) as batch_op:
        batch_op.create_index('ix_property_company_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('rating_rule',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('source', sa.String(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('rating_rule', schema=None) as batch_op:
        batch_op.create_index('ix_rating_rule_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('report_in',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('unit_name', sa.String(), nullable=False),
    sa.Column('unit_kind', sa.String(), nullable=False),
    sa.Column('unit_id', sa.LargeBinary(), nullable=True),
    sa.Column('contact_name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('skills', sa.String(), nullable=False),
    sa.Column('reported_on', sa.Date(), nullable=True),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['unit_id'], ['report_in.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('report_in', schema=None) as batch_op:
        batch_op.create_index('ix_report_in_force', ['kind', 'reported_on', 'until', 'org_id'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index('ix_report_in_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_report_in_unit_id'), ['unit_id'], unique=False)

    op.create_table('team',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('leader_name', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('members', sa.Integer(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.create_index('ix_team_force', ['kind', 'since', 'until', 'org_id'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index('ix_team_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('training',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('studio', sa.String(), nullable=False),
    sa.Column('teacher', sa.String(), nullable=False),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('training', schema=None) as batch_op:
        batch_op.create_index('ix_training_open', ['planned_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND held_on IS NULL'), postgresql_where=sa.text('deleted IS false AND held_on IS NULL'))
        batch_op.create_index('ix_training_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('worker',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('post', sa.String(), nullable=False),
    sa.Column('grade', sa.String(), nullable=False),
    sa.Column('phone', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('worker', schema=None) as batch_op:
        batch_op.create_index('ix_worker_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('attendance',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('meeting_id', sa.LargeBinary(), nullable=True),
    sa.Column('member_unit_id', sa.LargeBinary(), nullable=True),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('role', sa.String(), nullable=False),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['member_unit_id'], ['member_unit.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('attendance', schema=None) as batch_op:
        batch_op.create_index('ix_attendance_parent', ['meeting_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('certificate',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('worker_id', sa.LargeBinary(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('number', sa.String(), nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('renewed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['worker_id'], ['worker.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index('ix_certificate_open', ['expires_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND renewed_on IS NULL'), postgresql_where=sa.text('deleted IS false AND renewed_on IS NULL'))
        batch_op.create_index('ix_certificate_parent', ['worker_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('compound',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('company_id', sa.LargeBinary(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('has_committee', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['property_company.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('compound', schema=None) as batch_op:
        batch_op.create_index('ix_compound_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('facility_service',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('facility_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('bring', sa.String(), nullable=False),
    sa.Column('counter', sa.String(), nullable=False),
    sa.Column('open_hours', sa.String(), nullable=False),
    sa.Column('fee', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['facility_id'], ['facility.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('facility_service', schema=None) as batch_op:
        batch_op.create_index('ix_facility_service_parent', ['facility_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('mentoring',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('studio', sa.String(), nullable=False),
    sa.Column('mentor', sa.String(), nullable=False),
    sa.Column('worker_id', sa.LargeBinary(), nullable=True),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['worker_id'], ['worker.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('mentoring', schema=None) as batch_op:
        batch_op.create_index('ix_mentoring_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('resource',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('member_unit_id', sa.LargeBinary(), nullable=True),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('amount', sa.String(), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['member_unit_id'], ['member_unit.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('resource', schema=None) as batch_op:
        batch_op.create_index('ix_resource_force', ['kind', 'since', 'until', 'org_id'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index('ix_resource_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('trainee',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('training_id', sa.LargeBinary(), nullable=True),
    sa.Column('worker_id', sa.LargeBinary(), nullable=True),
    sa.Column('present', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['training_id'], ['training.id'], ),
    sa.ForeignKeyConstraint(['worker_id'], ['worker.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('trainee', schema=None) as batch_op:
        batch_op.create_index('ix_trainee_parent', ['training_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('inspection',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('compound_id', sa.LargeBinary(), nullable=True),
    sa.Column('inspected_on', sa.Date(), nullable=True),
    sa.Column('units', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('inspection', schema=None) as batch_op:
        batch_op.create_index('ix_inspection_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND done_on IS NULL'), postgresql_where=sa.text('deleted IS false AND done_on IS NULL'))
        batch_op.create_index('ix_inspection_parent', ['compound_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('compound_building',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('compound_id', sa.LargeBinary(), nullable=True),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['compound_id'], ['compound.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('compound_building', schema=None) as batch_op:
        batch_op.create_index('ix_compound_building_parent', ['compound_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('deliberation',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('host_name', sa.String(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('participants', sa.String(), nullable=False),
    sa.Column('conclusion', sa.String(), nullable=False),
    sa.Column('dissent', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('deliberation', schema=None) as batch_op:
        batch_op.create_index('ix_deliberation_open', ['planned_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND held_on IS NULL'), postgresql_where=sa.text('deleted IS false AND held_on IS NULL'))
        batch_op.create_index('ix_deliberation_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('demand',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('grid_id', sa.LargeBinary(), nullable=True),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('raised_on', sa.Date(), nullable=True),
    sa.Column('residents', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['grid_id'], ['grid.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('demand', schema=None) as batch_op:
        batch_op.create_index('ix_demand_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('inspection_item',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('inspection_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('result', sa.String(), nullable=False),
    sa.Column('finding', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspection.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('inspection_item', schema=None) as batch_op:
        batch_op.create_index('ix_inspection_item_parent', ['inspection_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('decision',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('deliberation_id', sa.LargeBinary(), nullable=True),
    sa.Column('meeting_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('owner_name', sa.String(), nullable=False),
    sa.Column('member_unit_id', sa.LargeBinary(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['deliberation_id'], ['deliberation.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['member_unit_id'], ['member_unit.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('decision', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_decision_deliberation_id'), ['deliberation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_decision_meeting_id'), ['meeting_id'], unique=False)
        batch_op.create_index('ix_decision_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND done_on IS NULL'), postgresql_where=sa.text('deleted IS false AND done_on IS NULL'))
        batch_op.create_index('ix_decision_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('matching',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('demand_id', sa.LargeBinary(), nullable=True),
    sa.Column('resource_id', sa.LargeBinary(), nullable=True),
    sa.Column('verdict', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demand.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('matching', schema=None) as batch_op:
        batch_op.create_index('ix_matching_parent', ['demand_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('opinion',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('deliberation_id', sa.LargeBinary(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('by_wish', sa.Boolean(), nullable=False),
    sa.Column('speaker_name', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['deliberation_id'], ['deliberation.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('opinion', schema=None) as batch_op:
        batch_op.create_index('ix_opinion_parent', ['deliberation_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('project',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('demand_id', sa.LargeBinary(), nullable=True),
    sa.Column('resource_id', sa.LargeBinary(), nullable=True),
    sa.Column('decision_id', sa.LargeBinary(), nullable=True),
    sa.Column('member_unit_id', sa.LargeBinary(), nullable=True),
    sa.Column('owner_name', sa.String(), nullable=False),
    sa.Column('started_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('finished_on', sa.Date(), nullable=True),
    sa.Column('cost', sa.String(), nullable=False),
    sa.Column('result', sa.String(), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['decision_id'], ['decision.id'], ),
    sa.ForeignKeyConstraint(['demand_id'], ['demand.id'], ),
    sa.ForeignKeyConstraint(['member_unit_id'], ['member_unit.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['resource_id'], ['resource.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_project_decision_id'), ['decision_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_project_demand_id'), ['demand_id'], unique=False)
        batch_op.create_index('ix_project_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND finished_on IS NULL'), postgresql_where=sa.text('deleted IS false AND finished_on IS NULL'))
        batch_op.create_index('ix_project_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('activity',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('team_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('planned_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('present', sa.Integer(), nullable=True),
    sa.Column('insurance', sa.String(), nullable=False),
    sa.Column('safety_name', sa.String(), nullable=False),
    sa.Column('safety_phone', sa.String(), nullable=False),
    sa.Column('project_id', sa.LargeBinary(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index('ix_activity_open', ['planned_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND held_on IS NULL'), postgresql_where=sa.text('deleted IS false AND held_on IS NULL'))
        batch_op.create_index('ix_activity_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_activity_project_id'), ['project_id'], unique=False)

    op.create_table('agenda_item',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('meeting_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('demand_id', sa.LargeBinary(), nullable=True),
    sa.Column('project_id', sa.LargeBinary(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['demand_id'], ['demand.id'], ),
    sa.ForeignKeyConstraint(['meeting_id'], ['meeting.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('agenda_item', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_agenda_item_demand_id'), ['demand_id'], unique=False)
        batch_op.create_index('ix_agenda_item_parent', ['meeting_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_agenda_item_project_id'), ['project_id'], unique=False)

    op.create_table('project_step',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('project_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('owner_name', sa.String(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('project_step', schema=None) as batch_op:
        batch_op.create_index('ix_project_step_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND done_on IS NULL'), postgresql_where=sa.text('deleted IS false AND done_on IS NULL'))
        batch_op.create_index('ix_project_step_parent', ['project_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('sign_in',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('activity_id', sa.LargeBinary(), nullable=True),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('report_in_id', sa.LargeBinary(), nullable=True),
    sa.Column('way', sa.String(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['report_in_id'], ['report_in.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('sign_in', schema=None) as batch_op:
        batch_op.create_index('ix_sign_in_parent', ['activity_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_sign_in_report_in_id'), ['report_in_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_sign_in_resident_id'), ['resident_id'], unique=False)

    op.create_table('acceptance',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('project_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('accepted_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_acceptance_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_acceptance_parent', ['project_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('deliberation_issue',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('deliberation_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['deliberation_id'], ['deliberation.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('deliberation_issue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_deliberation_issue_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_deliberation_issue_parent', ['deliberation_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('demand_issue',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('demand_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.ForeignKeyConstraint(['demand_id'], ['demand.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('demand_issue', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_demand_issue_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_demand_issue_parent', ['demand_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('mediation',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('found_on', sa.Date(), nullable=True),
    sa.Column('building_id', sa.LargeBinary(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=True),
    sa.Column('mediator_name', sa.String(), nullable=False),
    sa.Column('longer', sa.Boolean(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('summary', sa.String(), nullable=False),
    sa.Column('agreed_on', sa.Date(), nullable=True),
    sa.Column('agreement', sa.String(), nullable=False),
    sa.Column('perform_by', sa.Date(), nullable=True),
    sa.Column('performance', sa.String(), nullable=False),
    sa.Column('performed_on', sa.Date(), nullable=True),
    sa.Column('followed_on', sa.Date(), nullable=True),
    sa.Column('follow_up', sa.String(), nullable=False),
    sa.Column('onward', sa.String(), nullable=False),
    sa.Column('onward_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['building_id'], ['building.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('mediation', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_mediation_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_mediation_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND ended_on IS NULL'), postgresql_where=sa.text('deleted IS false AND ended_on IS NULL'))
        batch_op.create_index('ix_mediation_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('teaching_case',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('studio', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('teaching_case', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_teaching_case_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_teaching_case_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('wish',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('household_id', sa.LargeBinary(), nullable=True),
    sa.Column('issue_id', sa.LargeBinary(), nullable=True),
    sa.Column('raised_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('met_on', sa.Date(), nullable=True),
    sa.Column('text', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['household_id'], ['household.id'], ),
    sa.ForeignKeyConstraint(['issue_id'], ['issue.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('wish', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_wish_household_id'), ['household_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_wish_issue_id'), ['issue_id'], unique=False)
        batch_op.create_index('ix_wish_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND met_on IS NULL'), postgresql_where=sa.text('deleted IS false AND met_on IS NULL'))
        batch_op.create_index('ix_wish_org', ['org_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('claim',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('report_in_id', sa.LargeBinary(), nullable=True),
    sa.Column('project_id', sa.LargeBinary(), nullable=True),
    sa.Column('wish_id', sa.LargeBinary(), nullable=True),
    sa.Column('state', sa.String(), nullable=False),
    sa.Column('claimed_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('note', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.ForeignKeyConstraint(['report_in_id'], ['report_in.id'], ),
    sa.ForeignKeyConstraint(['wish_id'], ['wish.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('claim', schema=None) as batch_op:
        batch_op.create_index('ix_claim_open', ['due_on'], unique=False, sqlite_where=sa.text('deleted IS 0 AND done_on IS NULL'), postgresql_where=sa.text('deleted IS false AND done_on IS NULL'))
        batch_op.create_index('ix_claim_parent', ['report_in_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_claim_project_id'), ['project_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_claim_wish_id'), ['wish_id'], unique=False)

    op.create_table('mediation_session',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('mediation_id', sa.LargeBinary(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('place', sa.String(), nullable=False),
    sa.Column('mediator_name', sa.String(), nullable=False),
    sa.Column('words', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['mediation_id'], ['mediation.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('mediation_session', schema=None) as batch_op:
        batch_op.create_index('ix_mediation_session_parent', ['mediation_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))

    op.create_table('party',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('mediation_id', sa.LargeBinary(), nullable=True),
    sa.Column('side', sa.String(), nullable=False),
    sa.Column('person_name', sa.String(), nullable=False),
    sa.Column('resident_id', sa.LargeBinary(), nullable=True),
    sa.Column('claim', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['mediation_id'], ['mediation.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['resident_id'], ['resident.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('party', schema=None) as batch_op:
        batch_op.create_index('ix_party_parent', ['mediation_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
        batch_op.create_index(batch_op.f('ix_party_resident_id'), ['resident_id'], unique=False)

    op.create_table('service_log',
    sa.Column('num', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('id', sa.LargeBinary(), nullable=False),
    sa.Column('zone', sa.BigInteger(), nullable=False),
    sa.Column('deleted', sa.Boolean(), nullable=False),
    sa.Column('org_id', sa.LargeBinary(), nullable=True),
    sa.Column('report_in_id', sa.LargeBinary(), nullable=True),
    sa.Column('claim_id', sa.LargeBinary(), nullable=True),
    sa.Column('served_on', sa.Date(), nullable=True),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('what', sa.String(), nullable=False),
    sa.Column('confirmed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['claim_id'], ['claim.id'], ),
    sa.ForeignKeyConstraint(['org_id'], ['org.id'], ),
    sa.ForeignKeyConstraint(['report_in_id'], ['report_in.id'], ),
    sa.PrimaryKeyConstraint('num'),
    sa.UniqueConstraint('id')
    )
    with op.batch_alter_table('service_log', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_log_claim_id'), ['claim_id'], unique=False)
        batch_op.create_index('ix_service_log_open', ['num'], unique=False, sqlite_where=sa.text('deleted IS 0 AND confirmed_on IS NULL'), postgresql_where=sa.text('deleted IS false AND confirmed_on IS NULL'))
        batch_op.create_index('ix_service_log_parent', ['report_in_id', 'num'], unique=False, sqlite_where=sa.text('deleted IS 0'), postgresql_where=sa.text('deleted IS false'))
