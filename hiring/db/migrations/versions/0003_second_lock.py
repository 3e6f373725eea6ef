"""The second lock on PostgreSQL: row-level security, forced; guards that see past it; and when a member voted again."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

FUNCTIONS = (
    """CREATE OR REPLACE FUNCTION app_uid() RETURNS bigint LANGUAGE sql STABLE AS $lock$ SELECT coalesce(nullif(current_setting('hiring.uid', true), ''), '0')::bigint $lock$""",
    """CREATE OR REPLACE FUNCTION app_house() RETURNS boolean LANGUAGE sql STABLE AS $lock$ SELECT current_user = (SELECT pg_get_userbyid(c.relowner) FROM pg_class c WHERE c.oid = to_regclass('organisation')) AND (current_setting('role') <> 'none' OR coalesce(current_setting('hiring.house', true), '') = 'on') $lock$""",
)

LOCKS = (
    """ALTER TABLE draft ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE draft FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY reads ON draft FOR SELECT USING (author_id = (SELECT app_uid()))""",
    """CREATE POLICY writes ON draft USING (author_id = (SELECT app_uid())) WITH CHECK (author_id = (SELECT app_uid()))""",
    """CREATE POLICY house ON draft USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))""",
    """ALTER TABLE feedback ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE feedback FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY reads ON feedback FOR SELECT USING (author_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = feedback.loop_id AND (EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR ((o.hiring_manager_id = (SELECT app_uid()) OR l.manager_key_id = (SELECT app_uid()) OR l.bar_key_id = (SELECT app_uid()) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'recruiter') AND (NOT o.confidential OR o.recruiter_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = (SELECT app_uid())))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'core') AND NOT o.confidential AND EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = (SELECT app_uid())))) AND (l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NULL AND p.excused_at IS NULL)))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'administrator') AND EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned'))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id) AND (NOT EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM feedback_read r WHERE r.feedback_id = feedback.id AND r.person_id = (SELECT app_uid())))))""",
    """CREATE POLICY writes ON feedback USING (author_id = (SELECT app_uid())) WITH CHECK (author_id = (SELECT app_uid()))""",
    """CREATE POLICY house ON feedback USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))""",
    """ALTER TABLE principle_rating ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE principle_rating FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY reads ON principle_rating FOR SELECT USING (EXISTS (SELECT 1 FROM feedback f WHERE f.id = principle_rating.feedback_id))""",
    """CREATE POLICY writes ON principle_rating USING (EXISTS (SELECT 1 FROM feedback f WHERE f.id = principle_rating.feedback_id AND f.author_id = (SELECT app_uid()))) WITH CHECK (EXISTS (SELECT 1 FROM feedback f WHERE f.id = principle_rating.feedback_id AND f.author_id = (SELECT app_uid())))""",
    """CREATE POLICY house ON principle_rating USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))""",
    """ALTER TABLE evidence ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE evidence FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY reads ON evidence FOR SELECT USING (EXISTS (SELECT 1 FROM feedback f WHERE f.id = evidence.feedback_id))""",
    """CREATE POLICY writes ON evidence USING (EXISTS (SELECT 1 FROM feedback f WHERE f.id = evidence.feedback_id AND f.author_id = (SELECT app_uid()))) WITH CHECK (EXISTS (SELECT 1 FROM feedback f WHERE f.id = evidence.feedback_id AND f.author_id = (SELECT app_uid())))""",
    """CREATE POLICY house ON evidence USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))""",
    """ALTER TABLE addendum ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE addendum FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY reads ON addendum FOR SELECT USING (EXISTS (SELECT 1 FROM feedback f WHERE f.id = addendum.feedback_id))""",
    """CREATE POLICY writes ON addendum USING (EXISTS (SELECT 1 FROM feedback f WHERE f.id = addendum.feedback_id AND f.author_id = (SELECT app_uid()))) WITH CHECK (EXISTS (SELECT 1 FROM feedback f WHERE f.id = addendum.feedback_id AND f.author_id = (SELECT app_uid())))""",
    """CREATE POLICY house ON addendum USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))""",
    """ALTER TABLE final_vote ENABLE ROW LEVEL SECURITY""",
    """ALTER TABLE final_vote FORCE ROW LEVEL SECURITY""",
    """CREATE POLICY reads ON final_vote FOR SELECT USING (person_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM debrief d WHERE d.id = final_vote.debrief_id AND d.phase IN ('discussion', 'decision', 'closed') AND EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = d.loop_id AND (EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR ((o.hiring_manager_id = (SELECT app_uid()) OR l.manager_key_id = (SELECT app_uid()) OR l.bar_key_id = (SELECT app_uid()) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'recruiter') AND (NOT o.confidential OR o.recruiter_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = (SELECT app_uid())))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'core') AND NOT o.confidential AND EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = (SELECT app_uid())))) AND (l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NULL AND p.excused_at IS NULL)))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'administrator') AND EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned'))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id) AND NOT EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')))))""",
    """CREATE POLICY writes ON final_vote USING (person_id = (SELECT app_uid())) WITH CHECK (person_id = (SELECT app_uid()))""",
    """CREATE POLICY house ON final_vote USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))""",
)

LOCKED = ("draft", "feedback", "principle_rating", "evidence", "addendum", "final_vote")

GUARDS = (
    "guard_audit_entry_no_update",
    "guard_audit_entry_no_delete",
    "guard_principle_published_insert",
    "guard_anchor_published_insert",
    "guard_principle_published_update",
    "guard_anchor_published_update",
    "guard_principle_published_delete",
    "guard_anchor_published_delete",
    "guard_principle_set_stays_published",
    "guard_opening_rules_frozen",
    "guard_requirement_frozen_insert",
    "guard_requirement_frozen_update",
    "guard_requirement_frozen_delete",
    "guard_stage_change_no_update",
    "guard_stage_change_no_delete",
    "guard_screen_no_update",
    "guard_screen_no_delete",
    "guard_note_no_update",
    "guard_note_no_delete",
    "guard_amendment_no_update",
    "guard_amendment_no_delete",
    "guard_loop_reader_no_update",
    "guard_loop_reader_no_delete",
    "guard_interview_released_delete",
    "guard_interview_reader_seated_insert",
    "guard_interview_reader_seated_update",
    "guard_interview_submitted_stays",
    "guard_feedback_no_update",
    "guard_feedback_no_delete",
    "guard_principle_rating_no_update",
    "guard_principle_rating_no_delete",
    "guard_evidence_no_update",
    "guard_evidence_no_delete",
    "guard_addendum_no_update",
    "guard_addendum_no_delete",
    "guard_feedback_read_no_update",
    "guard_feedback_read_no_delete",
    "guard_glass_break_no_update",
    "guard_glass_break_no_delete",
    "guard_principle_rating_needs_evidence",
    "guard_feedback_own_interview",
    "guard_final_vote_no_update",
    "guard_final_vote_no_delete",
    "guard_dissent_no_update",
    "guard_dissent_no_delete",
    "guard_decision_key_no_update",
    "guard_decision_key_no_delete",
    "guard_decision_no_update",
    "guard_decision_no_delete",
    "guard_debrief_gate",
    "guard_debrief_phase_order",
    "guard_debrief_all_read",
    "guard_debrief_all_voted",
    "guard_final_vote_confirmed_voter",
    "guard_debrief_all_found",
    "guard_verdict_discussed_insert",
    "guard_verdict_discussed_update",
    "guard_verdict_discussed_delete",
    "guard_citation_of_this_loop",
    "guard_citation_no_update",
    "guard_citation_kept",
    "guard_decision_key_held",
    "guard_decision_two_keys",
    "guard_decision_debriefed",
    "guard_debrief_sealed",
)


def upgrade() -> None:
    """Lock the tables; SQLite holds its lock on the connection."""
    op.add_column("debrief_member", sa.Column("voted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE debrief_member SET voted_at = (SELECT f.at FROM final_vote f WHERE f.debrief_id = debrief_member.debrief_id AND f.person_id = debrief_member.person_id)")
    if op.get_context().dialect.name != "postgresql":
        return
    for statement in (*FUNCTIONS, *LOCKS):
        op.execute(statement)
    for guard in GUARDS:
        op.execute(f"ALTER FUNCTION {guard}() SECURITY DEFINER SET search_path = public, pg_temp")


def downgrade() -> None:
    """Open it."""
    if op.get_context().dialect.name == "postgresql":
        for guard in GUARDS:
            op.execute(f"ALTER FUNCTION {guard}() SECURITY INVOKER RESET ALL")
        for table in LOCKED:
            for policy in ("reads", "writes", "house"):
                op.execute(f"DROP POLICY {policy} ON {table}")
            op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
            op.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
        op.execute("DROP FUNCTION app_house()")
        op.execute("DROP FUNCTION app_uid()")
    op.drop_column("debrief_member", "voted_at")
