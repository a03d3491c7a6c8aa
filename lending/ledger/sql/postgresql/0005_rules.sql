-- The ledger's rules on PostgreSQL, laid by migration 0005.
--
-- Named CHECKs and UNIQUEs stand on the tables; the functions below do what one row cannot say, and move the balances.
-- They run with their owner's rights and a fixed search path, so that the application's role needs no UPDATE.
-- The ledger's tables live in the schema `public`.

-- forwards

CREATE FUNCTION lending_ledger_refuse(rule text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', rule USING ERRCODE = 'check_violation', CONSTRAINT = rule;
END
$$;

CREATE FUNCTION lending_ledger_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- The rule's name is the trigger's argument.
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0];
END
$$;

-- One call per statement: a trigger per row is quadratic on a hot account. plpgsql keeps the plan of its first call,
-- so the plans that are right for one row only, or only for a hundred thousand, are switched off.
CREATE FUNCTION lending_ledger_post() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET enable_hashjoin = off
SET enable_mergejoin = off
SET enable_seqscan = off
SET enable_hashagg = off
AS $$
DECLARE
    sealed_day date;
    sealed_id bigint;
    expected bigint;
    moved bigint;
BEGIN
    SELECT max(day), max(last_entry_id) INTO sealed_day, sealed_id FROM lending_ledgerseal;
    IF EXISTS (SELECT 1 FROM new_entries WHERE booked_on <= sealed_day OR id <= sealed_id) THEN
        PERFORM lending_ledger_refuse('ledger_entry_sealed_day');
    END IF;
    IF EXISTS (
        SELECT 1 FROM new_entries
        WHERE booked_on <> (booked_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date OR id < 1
    ) THEN
        PERFORM lending_ledger_refuse('ledger_entry_dates');
    END IF;
    IF EXISTS (
        SELECT 1 FROM lending_ledgermonth locked
        WHERE locked.state = 'locked' AND EXISTS (
            SELECT 1 FROM new_entries
            WHERE extract(year FROM booked_on) = locked.year AND extract(month FROM booked_on) = locked.month
        )
    ) THEN
        PERFORM lending_ledger_refuse('ledger_entry_locked_month');
    END IF;
    -- Lines 1 to n of one event in one statement, with one head.
    IF EXISTS (
        SELECT 1 FROM new_entries GROUP BY event
        HAVING min(line) <> 1 OR max(line) <> count(*)
            OR count(DISTINCT (value_date, booked_at, coalesce(by_id, 0), coalesce(plan_id, 0), reason)) > 1
    ) THEN
        PERFORM lending_ledger_refuse('ledger_entry_lines');
    END IF;

    IF EXISTS (SELECT 1 FROM new_entries WHERE reverses_id IS NOT NULL OR starts_with(event, 'reversal:')) THEN
        IF EXISTS (
            SELECT 1 FROM new_entries mirror JOIN lending_ledgerentry original ON original.id = mirror.reverses_id
            WHERE original.reverses_id IS NOT NULL
        ) THEN
            PERFORM lending_ledger_refuse('ledger_entry_reversal_not_reversed');
        END IF;
        IF EXISTS (
            SELECT 1 FROM new_entries mirror LEFT JOIN lending_ledgerentry original ON original.id = mirror.reverses_id
            WHERE starts_with(mirror.event, 'reversal:') <> (mirror.reverses_id IS NOT NULL)
               OR (mirror.reverses_id IS NOT NULL AND (
                original.id IS NULL
                OR original.debit_id <> mirror.credit_id OR original.credit_id <> mirror.debit_id
                OR original.amount <> mirror.amount OR original.kind <> mirror.kind
                OR original.value_date <> mirror.value_date OR original.plan_id IS DISTINCT FROM mirror.plan_id
                OR mirror.event <> 'reversal:' || original.event
            ))
        ) OR EXISTS (
            SELECT 1 FROM new_entries mirror WHERE mirror.reverses_id IS NOT NULL GROUP BY mirror.event
            HAVING count(*) <> (
                SELECT count(*) FROM lending_ledgerentry original WHERE original.event = substr(mirror.event, 10)
            )
        ) THEN
            PERFORM lending_ledger_refuse('ledger_entry_mirror');
        END IF;
    END IF;

    -- In the order of ids, always: that is what keeps two postings from waiting for each other.
    PERFORM 1 FROM lending_ledgeraccount
    WHERE id IN (SELECT debit_id FROM new_entries UNION SELECT credit_id FROM new_entries)
    ORDER BY id FOR NO KEY UPDATE;
    IF EXISTS (
        SELECT 1 FROM new_entries entry
        JOIN lending_ledgeraccount debit ON debit.id = entry.debit_id
        JOIN lending_ledgeraccount credit ON credit.id = entry.credit_id
        WHERE debit.source_id IS DISTINCT FROM credit.source_id
           OR debit.budget_line_id IS DISTINCT FROM credit.budget_line_id
    ) THEN
        PERFORM lending_ledger_refuse('ledger_entry_one_source');
    END IF;
    SELECT count(*) INTO expected
    FROM (SELECT debit_id FROM new_entries UNION SELECT credit_id FROM new_entries) AS touched;
    UPDATE lending_ledgeraccount account
    SET balance = account.balance + account.sign * movement.amount, moved_by = movement.last_id
    FROM (
        SELECT account_id, sum(amount)::bigint AS amount, max(id) AS last_id
        FROM (
            SELECT debit_id AS account_id, amount, id FROM new_entries
            UNION ALL
            SELECT credit_id, -amount, id FROM new_entries
        ) AS sides
        GROUP BY account_id
    ) AS movement
    WHERE account.id = movement.account_id;
    GET DIAGNOSTICS moved = ROW_COUNT;
    IF moved <> expected THEN
        PERFORM lending_ledger_refuse('ledger_entry_accounts_exist');
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION lending_ledger_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.balance <> 0 OR NEW.moved_by IS NOT NULL THEN
            PERFORM lending_ledger_refuse('ledger_account_opens_empty');
        END IF;
        -- In brackets, because plpgsql takes the first THEN for its own.
        IF NEW.key IS DISTINCT FROM (
            NEW.kind || ':' || coalesce(NEW.contract_id, NEW.budget_line_id, NEW.source_id)
            || CASE NEW.pool WHEN '' THEN '' ELSE ':' || NEW.pool END
        ) THEN
            PERFORM lending_ledger_refuse('ledger_account_key');
        END IF;
        RETURN NEW;
    END IF;
    -- Only from inside another trigger, which can be no other than the posting's, and nothing but the balance.
    IF pg_trigger_depth() < 2
        OR NEW.moved_by IS NOT DISTINCT FROM OLD.moved_by
        OR (NEW.id, NEW.key, NEW.kind, NEW.sign, NEW.pool) <> (OLD.id, OLD.key, OLD.kind, OLD.sign, OLD.pool)
        OR NEW.source_id IS DISTINCT FROM OLD.source_id
        OR NEW.contract_id IS DISTINCT FROM OLD.contract_id
        OR NEW.budget_line_id IS DISTINCT FROM OLD.budget_line_id
    THEN
        PERFORM lending_ledger_refuse('ledger_account_moved_by_entries');
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION lending_ledger_month_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' THEN
            PERFORM lending_ledger_refuse('ledger_month_steps');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'locked' THEN
        PERFORM lending_ledger_refuse('ledger_month_locked');
    END IF;
    IF (NEW.id, NEW.year, NEW.month) <> (OLD.id, OLD.year, OLD.month)
        OR (OLD.state || '>' || NEW.state) NOT IN (
            'open>open', 'open>reconciling', 'reconciling>reconciling', 'reconciling>open', 'reconciling>locked'
        )
    THEN
        PERFORM lending_ledger_refuse('ledger_month_steps');
    END IF;
    IF NEW.state = 'locked' THEN
        -- Waits for whoever is booking now; whoever comes after sees the month locked.
        LOCK TABLE lending_ledgerentry IN SHARE ROW EXCLUSIVE MODE;
    END IF;
    RETURN NEW;
END
$$;

CREATE FUNCTION lending_ledger_seal_guard() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    last_day date;
    last_digest text;
    entries bigint;
    last_entry bigint;
BEGIN
    LOCK TABLE lending_ledgerentry IN SHARE ROW EXCLUSIVE MODE;
    IF EXISTS (SELECT 1 FROM lending_ledgerseal WHERE day = NEW.day) THEN
        PERFORM lending_ledger_refuse('ledger_seal_day_unique');
    END IF;
    SELECT day, digest INTO last_day, last_digest FROM lending_ledgerseal ORDER BY day DESC LIMIT 1;
    IF NEW.day < last_day OR EXISTS (
        SELECT 1 FROM lending_ledgerentry WHERE booked_on < NEW.day AND booked_on > coalesce(last_day, '-infinity')
    ) THEN
        PERFORM lending_ledger_refuse('ledger_seal_order');
    END IF;
    IF NEW.previous <> coalesce(last_digest, repeat('0', 64)) OR length(NEW.digest) <> 64 THEN
        PERFORM lending_ledger_refuse('ledger_seal_chain');
    END IF;
    SELECT count(*), max(id) INTO entries, last_entry FROM lending_ledgerentry WHERE booked_on = NEW.day;
    IF NEW.entry_count <> entries OR NEW.last_entry_id IS DISTINCT FROM last_entry THEN
        PERFORM lending_ledger_refuse('ledger_seal_count');
    END IF;
    RETURN NEW;
END
$$;

-- What the application calls before it reads to decide: SELECT … FOR UPDATE and LOCK would need rights it has not.
CREATE FUNCTION lending_ledger_hold_accounts(ids bigint[]) RETURNS void LANGUAGE sql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT 1 FROM lending_ledgeraccount WHERE id = ANY (ids) ORDER BY id FOR NO KEY UPDATE;
$$;

CREATE FUNCTION lending_ledger_hold_entries() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    LOCK TABLE lending_ledgerentry IN SHARE ROW EXCLUSIVE MODE;
END
$$;

CREATE TRIGGER lending_ledgerentry_post AFTER INSERT ON lending_ledgerentry
REFERENCING NEW TABLE AS new_entries FOR EACH STATEMENT EXECUTE FUNCTION lending_ledger_post();
CREATE TRIGGER lending_ledgerentry_no_change BEFORE UPDATE OR DELETE ON lending_ledgerentry
FOR EACH ROW EXECUTE FUNCTION lending_ledger_never('ledger_entry_insert_only');
CREATE TRIGGER lending_ledgerentry_no_truncate BEFORE TRUNCATE ON lending_ledgerentry
FOR EACH STATEMENT EXECUTE FUNCTION lending_ledger_never('ledger_entry_insert_only');

CREATE TRIGGER lending_ledgeraccount_guard BEFORE INSERT OR UPDATE ON lending_ledgeraccount
FOR EACH ROW EXECUTE FUNCTION lending_ledger_account_guard();
CREATE TRIGGER lending_ledgeraccount_no_delete BEFORE DELETE ON lending_ledgeraccount
FOR EACH ROW EXECUTE FUNCTION lending_ledger_never('ledger_account_kept');
CREATE TRIGGER lending_ledgeraccount_no_truncate BEFORE TRUNCATE ON lending_ledgeraccount
FOR EACH STATEMENT EXECUTE FUNCTION lending_ledger_never('ledger_account_kept');

CREATE TRIGGER lending_ledgermonth_guard BEFORE INSERT OR UPDATE ON lending_ledgermonth
FOR EACH ROW EXECUTE FUNCTION lending_ledger_month_guard();
CREATE TRIGGER lending_ledgermonth_no_delete BEFORE DELETE ON lending_ledgermonth
FOR EACH ROW EXECUTE FUNCTION lending_ledger_never('ledger_month_kept');
CREATE TRIGGER lending_ledgermonth_no_truncate BEFORE TRUNCATE ON lending_ledgermonth
FOR EACH STATEMENT EXECUTE FUNCTION lending_ledger_never('ledger_month_kept');

CREATE TRIGGER lending_ledgerseal_guard BEFORE INSERT ON lending_ledgerseal
FOR EACH ROW EXECUTE FUNCTION lending_ledger_seal_guard();
CREATE TRIGGER lending_ledgerseal_no_change BEFORE UPDATE OR DELETE ON lending_ledgerseal
FOR EACH ROW EXECUTE FUNCTION lending_ledger_never('ledger_seal_insert_only');
CREATE TRIGGER lending_ledgerseal_no_truncate BEFORE TRUNCATE ON lending_ledgerseal
FOR EACH STATEMENT EXECUTE FUNCTION lending_ledger_never('ledger_seal_insert_only');

-- backwards

DROP TRIGGER IF EXISTS lending_ledgerentry_post ON lending_ledgerentry;
DROP TRIGGER IF EXISTS lending_ledgerentry_no_change ON lending_ledgerentry;
DROP TRIGGER IF EXISTS lending_ledgerentry_no_truncate ON lending_ledgerentry;
DROP TRIGGER IF EXISTS lending_ledgeraccount_guard ON lending_ledgeraccount;
DROP TRIGGER IF EXISTS lending_ledgeraccount_no_delete ON lending_ledgeraccount;
DROP TRIGGER IF EXISTS lending_ledgeraccount_no_truncate ON lending_ledgeraccount;
DROP TRIGGER IF EXISTS lending_ledgermonth_guard ON lending_ledgermonth;
DROP TRIGGER IF EXISTS lending_ledgermonth_no_delete ON lending_ledgermonth;
DROP TRIGGER IF EXISTS lending_ledgermonth_no_truncate ON lending_ledgermonth;
DROP TRIGGER IF EXISTS lending_ledgerseal_guard ON lending_ledgerseal;
DROP TRIGGER IF EXISTS lending_ledgerseal_no_change ON lending_ledgerseal;
DROP TRIGGER IF EXISTS lending_ledgerseal_no_truncate ON lending_ledgerseal;
DROP FUNCTION IF EXISTS lending_ledger_post();
DROP FUNCTION IF EXISTS lending_ledger_account_guard();
DROP FUNCTION IF EXISTS lending_ledger_month_guard();
DROP FUNCTION IF EXISTS lending_ledger_seal_guard();
DROP FUNCTION IF EXISTS lending_ledger_hold_accounts(bigint[]);
DROP FUNCTION IF EXISTS lending_ledger_hold_entries();
DROP FUNCTION IF EXISTS lending_ledger_never();
DROP FUNCTION IF EXISTS lending_ledger_refuse(text);
