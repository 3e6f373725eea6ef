"""The ladder: trainee seats, practice feedback in a table and a lock of its own, promotions; the seal knows trainees."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SQLITE = (
    "CREATE TRIGGER guard_shadow_interviewer_insert BEFORE INSERT ON shadow FOR EACH ROW WHEN NEW.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = NEW.loop_id AND i.interviewer_id = NEW.trainee_id AND i.status = 'planned') BEGIN SELECT RAISE(ABORT, 'an interviewer of this loop cannot sit in as a trainee'); END",
    "CREATE TRIGGER guard_shadow_interviewer_update BEFORE UPDATE ON shadow FOR EACH ROW WHEN NEW.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = NEW.loop_id AND i.interviewer_id = NEW.trainee_id AND i.status = 'planned') BEGIN SELECT RAISE(ABORT, 'an interviewer of this loop cannot sit in as a trainee'); END",
    "CREATE TRIGGER guard_interview_shadow_seated_insert BEFORE INSERT ON interview FOR EACH ROW WHEN EXISTS (SELECT 1 FROM shadow s WHERE s.loop_id = NEW.loop_id AND s.trainee_id = NEW.interviewer_id AND s.withdrawn_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a trainee of this loop cannot interview in it'); END",
    "CREATE TRIGGER guard_interview_shadow_seated_update BEFORE UPDATE ON interview FOR EACH ROW WHEN NEW.interviewer_id <> OLD.interviewer_id AND EXISTS (SELECT 1 FROM shadow s WHERE s.loop_id = NEW.loop_id AND s.trainee_id = NEW.interviewer_id AND s.withdrawn_at IS NULL) BEGIN SELECT RAISE(ABORT, 'a trainee of this loop cannot interview in it'); END",
    "CREATE TRIGGER guard_shadow_submitted_stays BEFORE UPDATE ON shadow FOR EACH ROW WHEN OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS NULL OR NEW.trainee_id <> OLD.trainee_id OR NEW.interview_id <> OLD.interview_id) BEGIN SELECT RAISE(ABORT, 'a seat with sealed practice feedback stays as it was'); END",
    "CREATE TRIGGER guard_practice_read_no_update BEFORE UPDATE ON practice_read FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'practice_read is append-only'); END",
    "CREATE TRIGGER guard_practice_read_no_delete BEFORE DELETE ON practice_read FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'practice_read is append-only'); END",
    "CREATE TRIGGER guard_comparison_no_update BEFORE UPDATE ON comparison FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'comparison is append-only'); END",
    "CREATE TRIGGER guard_comparison_no_delete BEFORE DELETE ON comparison FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'comparison is append-only'); END",
    "CREATE TRIGGER guard_promotion_vote_no_update BEFORE UPDATE ON promotion_vote FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'promotion_vote is append-only'); END",
    "CREATE TRIGGER guard_promotion_vote_no_delete BEFORE DELETE ON promotion_vote FOR EACH ROW WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'promotion_vote is append-only'); END",
    "CREATE TRIGGER guard_practice_sealed_stays BEFORE UPDATE ON practice FOR EACH ROW WHEN OLD.submitted_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'sealed practice feedback never changes'); END",
    "CREATE TRIGGER guard_practice_sealed_kept BEFORE DELETE ON practice FOR EACH ROW WHEN OLD.submitted_at IS NOT NULL BEGIN SELECT RAISE(ABORT, 'sealed practice feedback is kept'); END",
    "CREATE TRIGGER guard_practice_own_seat BEFORE INSERT ON practice FOR EACH ROW WHEN NOT EXISTS (SELECT 1 FROM shadow s WHERE s.id = NEW.shadow_id AND s.trainee_id = NEW.author_id AND s.withdrawn_at IS NULL) BEGIN SELECT RAISE(ABORT, 'practice feedback is written by the trainee of the seat'); END",
    "CREATE TRIGGER guard_promotion_vote_not_the_mentor BEFORE INSERT ON promotion_vote FOR EACH ROW WHEN EXISTS (SELECT 1 FROM promotion p JOIN trainee t ON t.id = p.trainee_id WHERE p.id = NEW.promotion_id AND NEW.person_id IN (t.person_id, t.mentor_id)) BEGIN SELECT RAISE(ABORT, 'neither the trainee nor the mentor votes on a promotion'); END",
)
POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION guard_shadow_interviewer_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (NEW.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = NEW.loop_id AND i.interviewer_id = NEW.trainee_id AND i.status = 'planned')) THEN RAISE EXCEPTION 'an interviewer of this loop cannot sit in as a trainee' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_shadow_interviewer_insert BEFORE INSERT ON shadow FOR EACH ROW EXECUTE FUNCTION guard_shadow_interviewer_insert()',
    "CREATE OR REPLACE FUNCTION guard_shadow_interviewer_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (NEW.withdrawn_at IS NULL AND EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = NEW.loop_id AND i.interviewer_id = NEW.trainee_id AND i.status = 'planned')) THEN RAISE EXCEPTION 'an interviewer of this loop cannot sit in as a trainee' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_shadow_interviewer_update BEFORE UPDATE ON shadow FOR EACH ROW EXECUTE FUNCTION guard_shadow_interviewer_update()',
    "CREATE OR REPLACE FUNCTION guard_interview_shadow_seated_insert() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (EXISTS (SELECT 1 FROM shadow s WHERE s.loop_id = NEW.loop_id AND s.trainee_id = NEW.interviewer_id AND s.withdrawn_at IS NULL)) THEN RAISE EXCEPTION 'a trainee of this loop cannot interview in it' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_interview_shadow_seated_insert BEFORE INSERT ON interview FOR EACH ROW EXECUTE FUNCTION guard_interview_shadow_seated_insert()',
    "CREATE OR REPLACE FUNCTION guard_interview_shadow_seated_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (NEW.interviewer_id <> OLD.interviewer_id AND EXISTS (SELECT 1 FROM shadow s WHERE s.loop_id = NEW.loop_id AND s.trainee_id = NEW.interviewer_id AND s.withdrawn_at IS NULL)) THEN RAISE EXCEPTION 'a trainee of this loop cannot interview in it' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_interview_shadow_seated_update BEFORE UPDATE ON interview FOR EACH ROW EXECUTE FUNCTION guard_interview_shadow_seated_update()',
    "CREATE OR REPLACE FUNCTION guard_shadow_submitted_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (OLD.submitted_at IS NOT NULL AND (NEW.submitted_at IS NULL OR NEW.trainee_id <> OLD.trainee_id OR NEW.interview_id <> OLD.interview_id)) THEN RAISE EXCEPTION 'a seat with sealed practice feedback stays as it was' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_shadow_submitted_stays BEFORE UPDATE ON shadow FOR EACH ROW EXECUTE FUNCTION guard_shadow_submitted_stays()',
    "CREATE OR REPLACE FUNCTION guard_practice_read_no_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'practice_read is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_practice_read_no_update BEFORE UPDATE ON practice_read FOR EACH ROW EXECUTE FUNCTION guard_practice_read_no_update()',
    "CREATE OR REPLACE FUNCTION guard_practice_read_no_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'practice_read is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER guard_practice_read_no_delete BEFORE DELETE ON practice_read FOR EACH ROW EXECUTE FUNCTION guard_practice_read_no_delete()',
    "CREATE OR REPLACE FUNCTION guard_comparison_no_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'comparison is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_comparison_no_update BEFORE UPDATE ON comparison FOR EACH ROW EXECUTE FUNCTION guard_comparison_no_update()',
    "CREATE OR REPLACE FUNCTION guard_comparison_no_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'comparison is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER guard_comparison_no_delete BEFORE DELETE ON comparison FOR EACH ROW EXECUTE FUNCTION guard_comparison_no_delete()',
    "CREATE OR REPLACE FUNCTION guard_promotion_vote_no_update() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'promotion_vote is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_promotion_vote_no_update BEFORE UPDATE ON promotion_vote FOR EACH ROW EXECUTE FUNCTION guard_promotion_vote_no_update()',
    "CREATE OR REPLACE FUNCTION guard_promotion_vote_no_delete() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'promotion_vote is append-only' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER guard_promotion_vote_no_delete BEFORE DELETE ON promotion_vote FOR EACH ROW EXECUTE FUNCTION guard_promotion_vote_no_delete()',
    "CREATE OR REPLACE FUNCTION guard_practice_sealed_stays() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (OLD.submitted_at IS NOT NULL) THEN RAISE EXCEPTION 'sealed practice feedback never changes' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_practice_sealed_stays BEFORE UPDATE ON practice FOR EACH ROW EXECUTE FUNCTION guard_practice_sealed_stays()',
    "CREATE OR REPLACE FUNCTION guard_practice_sealed_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (OLD.submitted_at IS NOT NULL) THEN RAISE EXCEPTION 'sealed practice feedback is kept' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $guard$",
    'CREATE TRIGGER guard_practice_sealed_kept BEFORE DELETE ON practice FOR EACH ROW EXECUTE FUNCTION guard_practice_sealed_kept()',
    "CREATE OR REPLACE FUNCTION guard_practice_own_seat() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (NOT EXISTS (SELECT 1 FROM shadow s WHERE s.id = NEW.shadow_id AND s.trainee_id = NEW.author_id AND s.withdrawn_at IS NULL)) THEN RAISE EXCEPTION 'practice feedback is written by the trainee of the seat' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_practice_own_seat BEFORE INSERT ON practice FOR EACH ROW EXECUTE FUNCTION guard_practice_own_seat()',
    "CREATE OR REPLACE FUNCTION guard_promotion_vote_not_the_mentor() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $guard$ BEGIN IF (EXISTS (SELECT 1 FROM promotion p JOIN trainee t ON t.id = p.trainee_id WHERE p.id = NEW.promotion_id AND NEW.person_id IN (t.person_id, t.mentor_id))) THEN RAISE EXCEPTION 'neither the trainee nor the mentor votes on a promotion' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$",
    'CREATE TRIGGER guard_promotion_vote_not_the_mentor BEFORE INSERT ON promotion_vote FOR EACH ROW EXECUTE FUNCTION guard_promotion_vote_not_the_mentor()',
    'CREATE TRIGGER guard_practice_read_no_delete_all BEFORE TRUNCATE ON practice_read FOR EACH STATEMENT EXECUTE FUNCTION guard_practice_read_no_delete()',
    'CREATE TRIGGER guard_comparison_no_delete_all BEFORE TRUNCATE ON comparison FOR EACH STATEMENT EXECUTE FUNCTION guard_comparison_no_delete()',
    'CREATE TRIGGER guard_promotion_vote_no_delete_all BEFORE TRUNCATE ON promotion_vote FOR EACH STATEMENT EXECUTE FUNCTION guard_promotion_vote_no_delete()',
    'ALTER TABLE practice ENABLE ROW LEVEL SECURITY',
    'ALTER TABLE practice FORCE ROW LEVEL SECURITY',
    "CREATE POLICY reads ON practice FOR SELECT USING (author_id = (SELECT app_uid()) OR (submitted_at IS NOT NULL AND EXISTS (SELECT 1 FROM shadow z JOIN interview j ON j.id = z.interview_id JOIN loop l ON l.id = j.loop_id JOIN application a ON a.id = l.application_id WHERE z.id = practice.shadow_id AND j.interviewer_id = (SELECT app_uid()) AND j.status = 'planned' AND j.submitted_at IS NOT NULL AND NOT (EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM shadow y JOIN loop w ON w.id = y.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND y.trainee_id = (SELECT app_uid()) AND y.withdrawn_at IS NULL AND y.submitted_at IS NULL AND w.status NOT IN ('cancelled', 'decided'))) AND NOT (EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) OR EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id)))))",
    'CREATE POLICY writes ON practice USING (author_id = (SELECT app_uid())) WITH CHECK (author_id = (SELECT app_uid()))',
    'CREATE POLICY house ON practice USING ((SELECT app_house())) WITH CHECK ((SELECT app_house()))',
)
READS = {
    'feedback': "author_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = feedback.loop_id AND ((EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR EXISTS (SELECT 1 FROM shadow s JOIN interview h ON h.id = s.interview_id WHERE s.loop_id = l.id AND s.trainee_id = (SELECT app_uid()) AND s.withdrawn_at IS NULL AND s.submitted_at IS NOT NULL AND h.status = 'planned' AND (h.submitted_at IS NOT NULL OR (h.excused_at IS NOT NULL AND l.status = 'decided')) AND NOT (EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = h.interviewer_id AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM shadow y JOIN loop w ON w.id = y.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND y.trainee_id = h.interviewer_id AND y.withdrawn_at IS NULL AND y.submitted_at IS NULL AND w.status NOT IN ('cancelled', 'decided'))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = h.interviewer_id) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = h.interviewer_id AND b.candidate_id = a.candidate_id))) OR ((o.hiring_manager_id = (SELECT app_uid()) OR l.manager_key_id = (SELECT app_uid()) OR l.bar_key_id = (SELECT app_uid()) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'recruiter') AND (NOT o.confidential OR o.recruiter_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = (SELECT app_uid())))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'core') AND NOT o.confidential AND EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = (SELECT app_uid())))) AND (l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NULL AND p.excused_at IS NULL)))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'administrator') AND EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned') AND NOT EXISTS (SELECT 1 FROM shadow y WHERE y.loop_id = l.id AND y.trainee_id = (SELECT app_uid()) AND y.withdrawn_at IS NULL))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id) AND (NOT (EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM shadow y JOIN loop w ON w.id = y.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND y.trainee_id = (SELECT app_uid()) AND y.withdrawn_at IS NULL AND y.submitted_at IS NULL AND w.status NOT IN ('cancelled', 'decided'))) OR EXISTS (SELECT 1 FROM feedback_read r WHERE r.feedback_id = feedback.id AND r.person_id = (SELECT app_uid()))))",
    'final_vote': "person_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM debrief d WHERE d.id = final_vote.debrief_id AND d.phase IN ('discussion', 'decision', 'closed') AND EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = d.loop_id AND ((EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR EXISTS (SELECT 1 FROM shadow s JOIN interview h ON h.id = s.interview_id WHERE s.loop_id = l.id AND s.trainee_id = (SELECT app_uid()) AND s.withdrawn_at IS NULL AND s.submitted_at IS NOT NULL AND h.status = 'planned' AND (h.submitted_at IS NOT NULL OR (h.excused_at IS NOT NULL AND l.status = 'decided')) AND NOT (EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = h.interviewer_id AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM shadow y JOIN loop w ON w.id = y.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND y.trainee_id = h.interviewer_id AND y.withdrawn_at IS NULL AND y.submitted_at IS NULL AND w.status NOT IN ('cancelled', 'decided'))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = h.interviewer_id) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = h.interviewer_id AND b.candidate_id = a.candidate_id))) OR ((o.hiring_manager_id = (SELECT app_uid()) OR l.manager_key_id = (SELECT app_uid()) OR l.bar_key_id = (SELECT app_uid()) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'recruiter') AND (NOT o.confidential OR o.recruiter_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = (SELECT app_uid())))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'core') AND NOT o.confidential AND EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = (SELECT app_uid())))) AND (l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NULL AND p.excused_at IS NULL)))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'administrator') AND EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned') AND NOT EXISTS (SELECT 1 FROM shadow y WHERE y.loop_id = l.id AND y.trainee_id = (SELECT app_uid()) AND y.withdrawn_at IS NULL))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id) AND NOT (EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM shadow y JOIN loop w ON w.id = y.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND y.trainee_id = (SELECT app_uid()) AND y.withdrawn_at IS NULL AND y.submitted_at IS NULL AND w.status NOT IN ('cancelled', 'decided')))))",
}
READ_BEFORE = {
    'feedback': "author_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = feedback.loop_id AND (EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR ((o.hiring_manager_id = (SELECT app_uid()) OR l.manager_key_id = (SELECT app_uid()) OR l.bar_key_id = (SELECT app_uid()) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'recruiter') AND (NOT o.confidential OR o.recruiter_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = (SELECT app_uid())))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'core') AND NOT o.confidential AND EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = (SELECT app_uid())))) AND (l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NULL AND p.excused_at IS NULL)))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'administrator') AND EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned'))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id) AND (NOT EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided')) OR EXISTS (SELECT 1 FROM feedback_read r WHERE r.feedback_id = feedback.id AND r.person_id = (SELECT app_uid()))))",
    'final_vote': "person_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM debrief d WHERE d.id = final_vote.debrief_id AND d.phase IN ('discussion', 'decision', 'closed') AND EXISTS (SELECT 1 FROM loop l JOIN application a ON a.id = l.application_id JOIN opening o ON o.id = a.opening_id WHERE l.id = d.loop_id AND (EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND (i.submitted_at IS NOT NULL OR (i.excused_at IS NOT NULL AND l.status = 'decided'))) OR ((o.hiring_manager_id = (SELECT app_uid()) OR l.manager_key_id = (SELECT app_uid()) OR l.bar_key_id = (SELECT app_uid()) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'recruiter') AND (NOT o.confidential OR o.recruiter_id = (SELECT app_uid()) OR EXISTS (SELECT 1 FROM team_member t WHERE t.opening_id = o.id AND t.person_id = (SELECT app_uid())))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'core') AND NOT o.confidential AND EXISTS (SELECT 1 FROM role_brief s WHERE s.opening_id = o.id AND s.signed_off_by_id = (SELECT app_uid())))) AND (l.status IN ('debrief', 'decided') OR (o.rules ->> 'preset' = 'feedback' AND l.status = 'released' AND EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NOT NULL) AND NOT EXISTS (SELECT 1 FROM interview p WHERE p.loop_id = l.id AND p.status = 'planned' AND p.submitted_at IS NULL AND p.excused_at IS NULL)))) OR (EXISTS (SELECT 1 FROM role_grant g WHERE g.person_id = (SELECT app_uid()) AND g.withdrawn_at IS NULL AND g.role = 'administrator') AND EXISTS (SELECT 1 FROM glass_break k WHERE k.loop_id = l.id AND k.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM interview i WHERE i.loop_id = l.id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned'))) AND NOT EXISTS (SELECT 1 FROM candidate c WHERE c.id = a.candidate_id AND c.person_id = (SELECT app_uid())) AND NOT EXISTS (SELECT 1 FROM conflict x JOIN loop w ON w.id = x.loop_id JOIN application b ON b.id = w.application_id WHERE x.person_id = (SELECT app_uid()) AND b.candidate_id = a.candidate_id) AND NOT EXISTS (SELECT 1 FROM interview i JOIN loop w ON w.id = i.loop_id JOIN application b ON b.id = w.application_id WHERE b.candidate_id = a.candidate_id AND i.interviewer_id = (SELECT app_uid()) AND i.status = 'planned' AND w.status <> 'cancelled' AND i.submitted_at IS NULL AND NOT (i.excused_at IS NOT NULL AND w.status = 'decided'))))",
}
"""Whom the seal let read before there were trainees."""

FUNCTIONS = (
    'guard_shadow_interviewer_insert',
    'guard_shadow_interviewer_update',
    'guard_interview_shadow_seated_insert',
    'guard_interview_shadow_seated_update',
    'guard_shadow_submitted_stays',
    'guard_practice_read_no_update',
    'guard_practice_read_no_delete',
    'guard_comparison_no_update',
    'guard_comparison_no_delete',
    'guard_promotion_vote_no_update',
    'guard_promotion_vote_no_delete',
    'guard_practice_sealed_stays',
    'guard_practice_sealed_kept',
    'guard_practice_own_seat',
    'guard_promotion_vote_not_the_mentor',
)


def upgrade() -> None:
    """Make the tables, guard and lock them."""
    op.create_table('ladder_step',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('needed', BIG, nullable=False),
    sa.Column('agreement', BIG, nullable=False),
    sa.Column('votes', BIG, nullable=False),
    sa.Column('months', BIG, nullable=False),
    sa.Column('version', BIG, nullable=False),
    sa.CheckConstraint("step IN ('course', 'shadow', 'reverse_shadow', 'solo', 'raiser_training', 'raiser', 'core')", name=op.f('ck_ladder_step_step')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ladder_step')),
    sa.UniqueConstraint('step', name=op.f('uq_ladder_step_step'))
    )
    op.create_table('shadow_need',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('beside_lead', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('shadow', 'reverse_shadow')", name=op.f('ck_shadow_need_kind')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_shadow_need_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shadow_need')),
    sa.UniqueConstraint('person_id', name=op.f('uq_shadow_need_person_id'))
    )
    op.create_table('trainee',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('mentor_id', BIG, nullable=True),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('course_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', BIG, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("step IN ('course', 'shadow', 'reverse_shadow', 'solo', 'raiser_training', 'raiser', 'core')", name=op.f('ck_trainee_step')),
    sa.CheckConstraint('mentor_id <> person_id', name=op.f('ck_trainee_not_own_mentor')),
    sa.ForeignKeyConstraint(['mentor_id'], ['person.id'], name=op.f('fk_trainee_mentor_id')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_trainee_person_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trainee')),
    sa.UniqueConstraint('person_id', name=op.f('uq_trainee_person_id'))
    )
    op.create_index(op.f('ix_trainee_mentor_id'), 'trainee', ['mentor_id'], unique=False)
    op.create_table('promotion',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('trainee_id', BIG, nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('outcome', sa.String(length=32), nullable=False),
    sa.Column('needed', BIG, nullable=False),
    sa.Column('by_id', BIG, nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', BIG, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("outcome IN ('pending', 'granted', 'refused')", name=op.f('ck_promotion_outcome')),
    sa.CheckConstraint("step IN ('course', 'shadow', 'reverse_shadow', 'solo', 'raiser_training', 'raiser', 'core')", name=op.f('ck_promotion_step')),
    sa.ForeignKeyConstraint(['by_id'], ['person.id'], name=op.f('fk_promotion_by_id')),
    sa.ForeignKeyConstraint(['trainee_id'], ['trainee.id'], name=op.f('fk_promotion_trainee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promotion'))
    )
    op.create_index(op.f('ix_promotion_trainee_id'), 'promotion', ['trainee_id'], unique=False)
    op.create_index('uq_promotion_pending', 'promotion', ['trainee_id'], unique=True, sqlite_where=sa.text("outcome = 'pending'"), postgresql_where=sa.text("outcome = 'pending'"))
    op.create_table('promotion_vote',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('promotion_id', BIG, nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('yes', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('length(reason) > 0', name=op.f('ck_promotion_vote_with_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_promotion_vote_person_id')),
    sa.ForeignKeyConstraint(['promotion_id'], ['promotion.id'], name=op.f('fk_promotion_vote_promotion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_promotion_vote')),
    sa.UniqueConstraint('promotion_id', 'person_id', name=op.f('uq_promotion_vote_promotion_id_person_id'))
    )
    op.create_table('shadow',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('loop_id', BIG, nullable=False),
    sa.Column('interview_id', BIG, nullable=False),
    sa.Column('trainee_id', BIG, nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('added_by_id', BIG, nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', BIG, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("kind IN ('shadow', 'reverse_shadow')", name=op.f('ck_shadow_kind')),
    sa.CheckConstraint('withdrawn_at IS NULL OR submitted_at IS NULL', name=op.f('ck_shadow_submitted_stays')),
    sa.ForeignKeyConstraint(['added_by_id'], ['person.id'], name=op.f('fk_shadow_added_by_id')),
    sa.ForeignKeyConstraint(['interview_id'], ['interview.id'], name=op.f('fk_shadow_interview_id')),
    sa.ForeignKeyConstraint(['loop_id'], ['loop.id'], name=op.f('fk_shadow_loop_id')),
    sa.ForeignKeyConstraint(['trainee_id'], ['person.id'], name=op.f('fk_shadow_trainee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shadow')),
    sa.UniqueConstraint('loop_id', 'trainee_id', name=op.f('uq_shadow_loop_id_trainee_id'))
    )
    op.create_index(op.f('ix_shadow_interview_id'), 'shadow', ['interview_id'], unique=False)
    op.create_index(op.f('ix_shadow_trainee_id'), 'shadow', ['trainee_id'], unique=False)
    op.create_table('comparison',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('shadow_id', BIG, nullable=False),
    sa.Column('trainee_id', BIG, nullable=False),
    sa.Column('step', sa.String(length=32), nullable=False),
    sa.Column('pairs', BIG, nullable=False),
    sa.Column('points', BIG, nullable=False),
    sa.Column('same_side', sa.Boolean(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("step IN ('course', 'shadow', 'reverse_shadow', 'solo', 'raiser_training', 'raiser', 'core')", name=op.f('ck_comparison_step')),
    sa.CheckConstraint('points BETWEEN 0 AND 2 * pairs', name=op.f('ck_comparison_points_in_range')),
    sa.ForeignKeyConstraint(['shadow_id'], ['shadow.id'], name=op.f('fk_comparison_shadow_id')),
    sa.ForeignKeyConstraint(['trainee_id'], ['person.id'], name=op.f('fk_comparison_trainee_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_comparison')),
    sa.UniqueConstraint('shadow_id', name=op.f('uq_comparison_shadow_id'))
    )
    op.create_index(op.f('ix_comparison_trainee_id'), 'comparison', ['trainee_id'], unique=False)
    op.create_table('practice',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('shadow_id', BIG, nullable=False),
    sa.Column('author_id', BIG, nullable=False),
    sa.Column('body', sa.JSON(), nullable=False),
    sa.Column('vote', sa.String(length=32), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('salt', sa.String(length=32), nullable=True),
    sa.Column('commitment', sa.String(length=64), nullable=True),
    sa.Column('version', BIG, nullable=False),
    sa.CheckConstraint("vote IN ('strongly_inclined', 'inclined', 'not_inclined', 'strongly_not_inclined')", name=op.f('ck_practice_vote')),
    sa.CheckConstraint('(submitted_at IS NULL) = (vote IS NULL) AND (submitted_at IS NULL) = (commitment IS NULL)', name=op.f('ck_practice_sealed_is_whole')),
    sa.ForeignKeyConstraint(['author_id'], ['person.id'], name=op.f('fk_practice_author_id')),
    sa.ForeignKeyConstraint(['shadow_id'], ['shadow.id'], name=op.f('fk_practice_shadow_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice')),
    sa.UniqueConstraint('shadow_id', name=op.f('uq_practice_shadow_id'))
    )
    op.create_index(op.f('ix_practice_author_id'), 'practice', ['author_id'], unique=False)
    op.create_table('practice_read',
    sa.Column('id', BIG, autoincrement=False, nullable=False),
    sa.Column('practice_id', BIG, nullable=False),
    sa.Column('person_id', BIG, nullable=False),
    sa.Column('sign_in_id', BIG, nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_practice_read_person_id')),
    sa.ForeignKeyConstraint(['practice_id'], ['practice.id'], name=op.f('fk_practice_read_practice_id')),
    sa.ForeignKeyConstraint(['sign_in_id'], ['sign_in.id'], name=op.f('fk_practice_read_sign_in_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_practice_read')),
    sa.UniqueConstraint('practice_id', 'person_id', 'sign_in_id', name=op.f('uq_practice_read_practice_id_person_id_sign_in_id'))
    )
    postgresql = op.get_context().dialect.name == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        op.execute(statement)
    if postgresql:
        _readers(READS)


def _readers(conditions: dict[str, str]) -> None:
    """Say anew who reads a locked table."""
    for table, reads in conditions.items():
        op.execute(f"DROP POLICY reads ON {table}")
        op.execute(f"CREATE POLICY reads ON {table} FOR SELECT USING ({reads})")


def downgrade() -> None:
    """Take the ladder away; the seal is what it was."""
    if op.get_context().dialect.name == "postgresql":
        _readers(READ_BEFORE)
        for table in ("insert", "update"):
            op.execute(f"DROP TRIGGER guard_interview_shadow_seated_{table} ON interview")
    else:
        for act in ("insert", "update"):
            op.execute(f"DROP TRIGGER guard_interview_shadow_seated_{act}")
    for table in ("promotion_vote", "promotion", "comparison", "practice_read", "practice", "trainee", "ladder_step", "shadow_need", "shadow"):
        op.drop_table(table)
    if op.get_context().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION IF EXISTS {function}()")
