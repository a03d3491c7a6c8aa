-- The ledger's rules on SQLite, laid by migration 0005.
--
-- OR IGNORE, OR REPLACE and OR FAIL walk round CHECK and UNIQUE, and the statements inside a trigger inherit them: so
-- the BEFORE triggers repeat every rule as RAISE(ABORT), which nothing walks round. The text raised is the rule's name.
-- Triggers read the ledger's own tables only: SQLite refuses to rename a table (which is how Django remakes one) while
-- a trigger of another table names it.

-- forwards

CREATE TRIGGER lending_ledgerentry_before_insert BEFORE INSERT ON lending_ledgerentry
BEGIN
    SELECT RAISE(ABORT, 'ledger_entry_insert_only')
    WHERE EXISTS (SELECT 1 FROM lending_ledgerentry WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'ledger_entry_event_line_unique')
    WHERE EXISTS (SELECT 1 FROM lending_ledgerentry WHERE event = NEW.event AND line = NEW.line);
    SELECT RAISE(ABORT, 'ledger_entry_event_named')
    WHERE typeof(NEW.event) IS NOT 'text' OR NEW.event = '' OR typeof(NEW.line) IS NOT 'integer' OR NEW.line < 1;
    SELECT RAISE(ABORT, 'ledger_entry_amount')
    WHERE typeof(NEW.amount) IS NOT 'integer' OR NEW.amount <= 0 OR NEW.amount > 1000000000000000;
    SELECT RAISE(ABORT, 'ledger_entry_dates')
    -- With '+0 days', because date() alone lets 30 February pass.
    WHERE date(NEW.value_date, '+0 days') IS NOT NEW.value_date
       OR NEW.value_date IS NULL
       OR NEW.booked_at IS NULL
       OR datetime(substr(NEW.booked_at, 1, 19), '+0 days') IS NOT substr(NEW.booked_at, 1, 19)
       -- Whole seconds: SQLite rounds 59.999999 up into the next day.
       OR date(substr(NEW.booked_at, 1, 19), '+7 hours') IS NOT NEW.booked_on;
    SELECT RAISE(ABORT, 'ledger_entry_value_date')
    WHERE NEW.value_date > NEW.booked_on;

    SELECT RAISE(ABORT, 'ledger_entry_sealed_day')
    WHERE NEW.booked_on <= (SELECT MAX(day) FROM lending_ledgerseal);
    SELECT RAISE(ABORT, 'ledger_entry_locked_month')
    WHERE EXISTS (
        SELECT 1 FROM lending_ledgermonth
        WHERE state = 'locked'
          AND year = CAST(substr(NEW.booked_on, 1, 4) AS INTEGER)
          AND month = CAST(substr(NEW.booked_on, 6, 2) AS INTEGER)
    );
    SELECT RAISE(ABORT, 'ledger_entry_lines')
    WHERE NEW.line > 1 AND NOT EXISTS (
        SELECT 1 FROM lending_ledgerentry before
        WHERE before.event = NEW.event AND before.line = NEW.line - 1
          AND before.value_date = NEW.value_date AND before.booked_at = NEW.booked_at
          AND before.by_id IS NEW.by_id AND before.plan_id IS NEW.plan_id AND before.reason = NEW.reason
    );

    SELECT RAISE(ABORT, 'ledger_entry_reversal_reason')
    WHERE NEW.reason IS NULL OR (NEW.reverses_id IS NULL) <> (NEW.reason = '');
    SELECT RAISE(ABORT, 'ledger_entry_reversed_once')
    WHERE EXISTS (SELECT 1 FROM lending_ledgerentry WHERE reverses_id = NEW.reverses_id);
    SELECT RAISE(ABORT, 'ledger_entry_reversal_not_reversed')
    WHERE EXISTS (SELECT 1 FROM lending_ledgerentry WHERE id = NEW.reverses_id AND reverses_id IS NOT NULL);
    SELECT RAISE(ABORT, 'ledger_entry_mirror')
    WHERE (substr(NEW.event, 1, 9) = 'reversal:') <> (NEW.reverses_id IS NOT NULL)
       OR (NEW.reverses_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM lending_ledgerentry original
        WHERE original.id = NEW.reverses_id
          AND original.debit_id = NEW.credit_id AND original.credit_id = NEW.debit_id
          AND original.amount = NEW.amount AND original.kind = NEW.kind
          AND original.value_date = NEW.value_date AND original.plan_id IS NEW.plan_id
          AND NEW.event = 'reversal:' || original.event
    ));

    SELECT RAISE(ABORT, 'ledger_entry_two_accounts') WHERE NEW.debit_id = NEW.credit_id;
    SELECT RAISE(ABORT, 'ledger_entry_accounts_exist')
    WHERE (SELECT COUNT(*) FROM lending_ledgeraccount WHERE id IN (NEW.debit_id, NEW.credit_id)) <> 2;
    SELECT RAISE(ABORT, 'ledger_entry_one_source')
    WHERE NOT EXISTS (
        SELECT 1 FROM lending_ledgeraccount debit, lending_ledgeraccount credit
        WHERE debit.id = NEW.debit_id AND credit.id = NEW.credit_id
          AND debit.source_id IS credit.source_id AND debit.budget_line_id IS credit.budget_line_id
    );
    SELECT CASE kind
        WHEN 'available' THEN RAISE(ABORT, 'available_not_negative')
        WHEN 'recovered_waiting' THEN RAISE(ABORT, 'recovered_waiting_not_negative')
        WHEN 'committed' THEN RAISE(ABORT, 'committed_not_negative')
        WHEN 'principal_current' THEN RAISE(ABORT, 'principal_current_not_negative')
        WHEN 'principal_overdue' THEN RAISE(ABORT, 'principal_overdue_not_negative')
        WHEN 'principal_frozen' THEN RAISE(ABORT, 'principal_frozen_not_negative')
        WHEN 'interest_due' THEN RAISE(ABORT, 'interest_due_not_negative')
        WHEN 'interest_held' THEN RAISE(ABORT, 'interest_held_not_negative')
        WHEN 'reserve_cash' THEN RAISE(ABORT, 'reserve_cash_not_negative')
        WHEN 'clearing' THEN RAISE(ABORT, 'clearing_not_negative')
        WHEN 'unapplied' THEN RAISE(ABORT, 'unapplied_not_negative')
        WHEN 'capital_new' THEN RAISE(ABORT, 'capital_new_not_negative')
        WHEN 'capital_opening' THEN RAISE(ABORT, 'capital_opening_not_negative')
        WHEN 'capital_supplement' THEN RAISE(ABORT, 'capital_supplement_not_negative')
        WHEN 'risk_reserve' THEN RAISE(ABORT, 'risk_reserve_not_negative')
        WHEN 'line_available' THEN RAISE(ABORT, 'line_available_not_negative')
        WHEN 'line_spent' THEN RAISE(ABORT, 'line_spent_not_negative')
        WHEN 'line_allotted' THEN RAISE(ABORT, 'line_allotted_not_negative')
    END
    FROM lending_ledgeraccount
    WHERE (id = NEW.debit_id AND balance + sign * NEW.amount < 0)
       OR (id = NEW.credit_id AND balance - sign * NEW.amount < 0);
END;

CREATE TRIGGER lending_ledgerentry_after_insert AFTER INSERT ON lending_ledgerentry
BEGIN
    SELECT RAISE(ABORT, 'ledger_entry_id')
    WHERE NEW.id < 1 OR NEW.id <> (SELECT MAX(id) FROM lending_ledgerentry);
    UPDATE lending_ledgeraccount SET balance = balance + sign * NEW.amount, moved_by = NEW.id WHERE id = NEW.debit_id;
    UPDATE lending_ledgeraccount SET balance = balance - sign * NEW.amount, moved_by = NEW.id WHERE id = NEW.credit_id;
    SELECT RAISE(ABORT, 'ledger_entry_accounts_exist')
    WHERE (
        SELECT COUNT(*) FROM lending_ledgeraccount
        WHERE id IN (NEW.debit_id, NEW.credit_id) AND moved_by = NEW.id
    ) <> 2;
END;

CREATE TRIGGER lending_ledgerentry_before_update BEFORE UPDATE ON lending_ledgerentry
BEGIN SELECT RAISE(ABORT, 'ledger_entry_insert_only'); END;

CREATE TRIGGER lending_ledgerentry_before_delete BEFORE DELETE ON lending_ledgerentry
BEGIN SELECT RAISE(ABORT, 'ledger_entry_insert_only'); END;

CREATE TRIGGER lending_ledgeraccount_before_insert BEFORE INSERT ON lending_ledgeraccount
BEGIN
    SELECT RAISE(ABORT, 'ledger_account_key_unique')
    WHERE EXISTS (SELECT 1 FROM lending_ledgeraccount WHERE id = NEW.id OR key = NEW.key);
    SELECT RAISE(ABORT, 'ledger_account_opens_empty')
    WHERE NEW.balance IS NOT 0 OR NEW.moved_by IS NOT NULL;
    SELECT RAISE(ABORT, 'ledger_account_key')
    WHERE NEW.key IS NOT NEW.kind || ':' || coalesce(NEW.contract_id, NEW.budget_line_id, NEW.source_id)
        || CASE NEW.pool WHEN '' THEN '' ELSE ':' || NEW.pool END;
    SELECT RAISE(ABORT, 'ledger_account_sign')
    WHERE NEW.sign IS NOT CASE WHEN NEW.kind IN (
        'unapplied', 'capital_new', 'capital_opening', 'capital_supplement', 'risk_reserve', 'interest_income',
        'line_allotted'
    ) THEN -1 ELSE 1 END;
    SELECT RAISE(ABORT, 'ledger_account_owner')
    WHERE CASE
        WHEN NEW.kind IN (
            'committed', 'principal_current', 'principal_overdue', 'principal_frozen', 'interest_due', 'clearing',
            'unapplied'
        ) THEN NEW.contract_id IS NULL OR NEW.source_id IS NULL OR NEW.budget_line_id IS NOT NULL
        WHEN NEW.kind IN ('line_available', 'line_spent', 'line_allotted')
        THEN NEW.contract_id IS NOT NULL OR NEW.source_id IS NOT NULL OR NEW.budget_line_id IS NULL
        ELSE NEW.contract_id IS NOT NULL OR NEW.source_id IS NULL OR NEW.budget_line_id IS NOT NULL
    END;
    SELECT RAISE(ABORT, 'ledger_account_pool')
    WHERE (NEW.kind IN ('available', 'committed')) <> (NEW.pool <> '');
END;

CREATE TRIGGER lending_ledgeraccount_before_update BEFORE UPDATE ON lending_ledgeraccount
BEGIN
    -- Only the newest entry moves an account, by its own amount, and only once.
    SELECT RAISE(ABORT, 'ledger_account_moved_by_entries')
    WHERE NEW.id IS NOT OLD.id OR NEW.key IS NOT OLD.key OR NEW.kind IS NOT OLD.kind OR NEW.sign IS NOT OLD.sign
       OR NEW.source_id IS NOT OLD.source_id OR NEW.pool IS NOT OLD.pool
       OR NEW.contract_id IS NOT OLD.contract_id OR NEW.budget_line_id IS NOT OLD.budget_line_id
       OR typeof(NEW.balance) IS NOT 'integer'
       OR NOT EXISTS (
        SELECT 1 FROM lending_ledgerentry entry
        WHERE entry.id = NEW.moved_by
          AND entry.id = (SELECT MAX(id) FROM lending_ledgerentry)
          AND entry.id > coalesce(OLD.moved_by, 0)
          AND NEW.balance = OLD.balance + OLD.sign * CASE OLD.id
              WHEN entry.debit_id THEN entry.amount WHEN entry.credit_id THEN -entry.amount END
    );
END;

CREATE TRIGGER lending_ledgeraccount_before_delete BEFORE DELETE ON lending_ledgeraccount
BEGIN SELECT RAISE(ABORT, 'ledger_account_kept'); END;

CREATE TRIGGER lending_ledgermonth_before_insert BEFORE INSERT ON lending_ledgermonth
BEGIN
    SELECT RAISE(ABORT, 'ledger_month_unique')
    WHERE EXISTS (
        SELECT 1 FROM lending_ledgermonth WHERE id = NEW.id OR (year = NEW.year AND month = NEW.month)
    );
    SELECT RAISE(ABORT, 'ledger_month_range')
    WHERE typeof(NEW.year) IS NOT 'integer' OR typeof(NEW.month) IS NOT 'integer' OR NEW.month NOT BETWEEN 1 AND 12;
    SELECT RAISE(ABORT, 'ledger_month_steps') WHERE NEW.state IS NOT 'open' OR NEW.locked_at IS NOT NULL;
END;

CREATE TRIGGER lending_ledgermonth_before_update BEFORE UPDATE ON lending_ledgermonth
BEGIN
    SELECT RAISE(ABORT, 'ledger_month_locked') WHERE OLD.state = 'locked';
    SELECT RAISE(ABORT, 'ledger_month_steps')
    WHERE NEW.id IS NOT OLD.id OR NEW.year IS NOT OLD.year OR NEW.month IS NOT OLD.month
       OR (OLD.state || '>' || coalesce(NEW.state, '')) NOT IN (
        'open>open', 'open>reconciling', 'reconciling>reconciling', 'reconciling>open', 'reconciling>locked'
    ) OR (NEW.state = 'locked') <> (NEW.locked_at IS NOT NULL);
END;

CREATE TRIGGER lending_ledgermonth_before_delete BEFORE DELETE ON lending_ledgermonth
BEGIN SELECT RAISE(ABORT, 'ledger_month_kept'); END;

CREATE TRIGGER lending_ledgerseal_before_insert BEFORE INSERT ON lending_ledgerseal
BEGIN
    SELECT RAISE(ABORT, 'ledger_seal_insert_only') WHERE EXISTS (SELECT 1 FROM lending_ledgerseal WHERE id = NEW.id);
    SELECT RAISE(ABORT, 'ledger_seal_day_unique') WHERE EXISTS (SELECT 1 FROM lending_ledgerseal WHERE day = NEW.day);
    SELECT RAISE(ABORT, 'ledger_seal_order')
    WHERE date(NEW.day, '+0 days') IS NOT NEW.day OR NEW.day IS NULL OR NEW.day <= (SELECT MAX(day) FROM lending_ledgerseal)
       OR EXISTS (
        SELECT 1 FROM lending_ledgerentry
        WHERE booked_on < NEW.day AND booked_on > coalesce((SELECT MAX(day) FROM lending_ledgerseal), '')
    );
    SELECT RAISE(ABORT, 'ledger_seal_chain')
    WHERE NEW.previous IS NOT coalesce(
        (SELECT digest FROM lending_ledgerseal ORDER BY day DESC LIMIT 1),
        '0000000000000000000000000000000000000000000000000000000000000000'
    ) OR length(NEW.digest) IS NOT 64;
    SELECT RAISE(ABORT, 'ledger_seal_count')
    WHERE typeof(NEW.entry_count) IS NOT 'integer' OR NEW.entry_count < 1
       OR NEW.entry_count <> (SELECT COUNT(*) FROM lending_ledgerentry WHERE booked_on = NEW.day)
       OR NEW.last_entry_id IS NOT (SELECT MAX(id) FROM lending_ledgerentry WHERE booked_on = NEW.day);
END;

CREATE TRIGGER lending_ledgerseal_before_update BEFORE UPDATE ON lending_ledgerseal
BEGIN SELECT RAISE(ABORT, 'ledger_seal_insert_only'); END;

CREATE TRIGGER lending_ledgerseal_before_delete BEFORE DELETE ON lending_ledgerseal
BEGIN SELECT RAISE(ABORT, 'ledger_seal_insert_only'); END;

-- backwards

DROP TRIGGER IF EXISTS lending_ledgerentry_before_insert;
DROP TRIGGER IF EXISTS lending_ledgerentry_after_insert;
DROP TRIGGER IF EXISTS lending_ledgerentry_before_update;
DROP TRIGGER IF EXISTS lending_ledgerentry_before_delete;
DROP TRIGGER IF EXISTS lending_ledgeraccount_before_insert;
DROP TRIGGER IF EXISTS lending_ledgeraccount_before_update;
DROP TRIGGER IF EXISTS lending_ledgeraccount_before_delete;
DROP TRIGGER IF EXISTS lending_ledgermonth_before_insert;
DROP TRIGGER IF EXISTS lending_ledgermonth_before_update;
DROP TRIGGER IF EXISTS lending_ledgermonth_before_delete;
DROP TRIGGER IF EXISTS lending_ledgerseal_before_insert;
DROP TRIGGER IF EXISTS lending_ledgerseal_before_update;
DROP TRIGGER IF EXISTS lending_ledgerseal_before_delete;
