// The server is killed in the middle of writes, many times: tests/kill.mjs DIRECTORY ROUNDS
//
// Clients submit, amend and void records, register persons, amend them, merge two of them
// and part them again, each write under a key. What was answered must be there after the next start, and nothing else,
// but for writes that were under way: each of those is there wholly or not at all.
// Then they are sent again under their keys, and each must have happened once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Client, startServer } from './client.mjs';

const [directory, rounds] = [process.argv[2], Number(process.argv[3])];
const store = `${directory}/kill.db`;
const CLIENTS = [...Array(5).fill('town'), ...Array(3).fill('village')];
process.setMaxListeners(0);
const PERSONS_EACH = 25;

// A seed of its own each time, told, so that chance can be repeated.
let seed = Number(process.env.KILL_SEED ?? Date.now() % 2 ** 31);
console.log(`seed ${seed}`);
function below(count) {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return (seed >>> 8) % count;
}

/** Rows as lines of text: ids are too large for numbers of JavaScript. */
function sql(text) {
    return execFileSync('sqlite3', ['-cmd', '.timeout 10000', store, text], { encoding: 'utf8', maxBuffer: 1 << 28 })
        .split('\n')
        .slice(0, -1);
}

// ---- what is written -----------------------------------------------------------------------

// Each has a text that tells one from all others; a consultation also has rows of a list.
const FORMS = {
    'ehr.missed_contact': { table: 'ehr_missed_contact', text: 'note', values: () => ({}) },
    'ehr.consultation': {
        table: 'ehr_consultation',
        text: 'reason',
        list: 'ehr_consultation_consultants',
        values: (worker) => ({ opinion: '继续观察', doctor: worker }),
        lists: () => ({ consultants: [1, 2].map((n) => ({ institution: '演示县人民医院', name: `会诊医生${n}` })) }),
    },
    'hypertension.screening': {
        table: 'hypertension_screening',
        text: 'referral_reason',
        values: () => ({
            sbp: String(110 + below(60)),
            dbp: String(60 + below(40)),
            referred: 'true',
            referral_to: '演示县人民医院心内科',
        }),
    },
};

/** Required codes get their first value, yes-or-no a no. */
function defaults(schema) {
    const values = {};

    for (const field of schema.fields)
        if (field.required && !field.conditional && (field.type === 'code' || field.type === 'codes'))
            values[field.name] = schema.codes[field.codes].values[0].code;
        else if (field.required && !field.conditional && field.type === 'bool') values[field.name] = 'false';
    return values;
}

let serial = 0;
function newKey(kind) {
    return `${kind}-${process.pid}-${++serial}`;
}

function submission(client, form, text) {
    const values = { ...client.defaults[form], ...FORMS[form].values(client.worker), [FORMS[form].text]: text };

    return {
        occurred_on: client.today,
        organisation_id: client.organisation,
        worker_id: client.worker,
        values,
        lists: FORMS[form].lists?.(),
    };
}

function entry(client, name, phone) {
    return {
        name,
        sex: String(1 + below(2)),
        born_on: `19${50 + below(40)}-0${1 + below(9)}-1${below(9)}`,
        phone,
        id_kind: '99',
        citizen_id: `SY${name.replace(/\D/g, '')}`,
    };
}

/** The next write of a client: what is sent, and what the store has when it is done. */
function nextWrite(client) {
    const dice = below(100);
    const records = client.records.filter((record) => !record.isVoid);
    const record = records[below(records.length || 1)];
    const person = client.registered[below(client.registered.length || 1)];

    if (dice < 20 && record) {
        const key = newKey('amend');
        return {
            key, record, method: 'PUT', path: record.path, status: 200,
            body: { ...submission(client, record.form, key), revision: record.revision },
            apply: () => { record.text = key; record.revision++; },
        };
    }
    if (dice < 30 && record)
        return {
            key: newKey('void'), record, method: 'DELETE', path: record.path, status: 204,
            body: { revision: record.revision, reason: '录入错误' },
            apply: () => { record.isVoid = true; },
        };
    if (dice < 45) {
        const key = newKey('person');
        const body = entry(client, `试${key}`, '13900000000');
        return {
            key, method: 'POST', path: '/api/persons', status: 201,
            body: {
                ...body,
                residence: {
                    from_on: client.today,
                    kind: '1',
                    organisation_id: client.organisation,
                    region: client.region,
                },
            },
            apply: (answer) => {
                const made = { id: answer.person_id, name: body.name, phone: body.phone, revision: 1, audits: 1, body };
                client.registered.push(made);
                client.persons.push(made.id);
            },
        };
    }
    if (dice < 55 && person) {
        const key = newKey('phone');
        const phone = `138${String(serial).padStart(8, '0')}`;
        return {
            key, person, method: 'PUT', path: `/api/persons/${person.id}`, status: 200,
            body: { ...person.body, phone, revision: person.revision },
            apply: () => { person.phone = phone; person.revision++; person.audits++; },
        };
    }
    if (dice < 62 && client.registered.length > 1) {
        const kept = client.registered[below(client.registered.length)];
        const others = client.registered.filter((each) => each !== kept);
        return mergeWrite(client, kept, others[below(others.length)]);
    }
    if (dice < 65 && client.merges.length) return partWrite(client);
    const key = newKey('new');
    const form = Object.keys(FORMS)[below(3)];
    const about = client.persons[below(client.persons.length)];
    return {
        key, form, method: 'POST', path: `/api/persons/${about}/records/${form}`, status: 201,
        body: submission(client, form, key),
        apply: (answer) => {
            const path = `/api/persons/${about}/records/${form}/${answer.record_id}`;
            const id = answer.record_id;
            client.records.push({ id, person: about, form, text: key, revision: 1, isVoid: false, path });
        },
    };
}

function moveRecord(record, person) {
    record.person = person;
    record.path = `/api/persons/${person}/records/${record.form}/${record.id}`;
}

/** Two become one: every field as the kept one has it, every record his. */
function mergeWrite(client, kept, merged) {
    const fields = ['citizen_id', 'record_number', 'name', 'sex', 'born_on', 'died_on', 'phone', 'address', 'household', 'ethnic'];

    return {
        key: newKey('merge'), method: 'POST', path: `/api/persons/${kept.id}/merges`, status: 201,
        body: {
            merged_id: merged.id,
            kept_revision: kept.revision,
            merged_revision: merged.revision,
            choice: Object.fromEntries(fields.map((field) => [field, 'kept'])),
            reason: '同一人',
        },
        apply: (answer) => {
            const moved = client.records.filter((record) => record.person === merged.id);
            for (const record of moved) moveRecord(record, kept.id);
            kept.revision++;
            client.registered = client.registered.filter((each) => each !== merged);
            client.persons = client.persons.filter((id) => id !== merged.id);
            client.merges.push({ id: answer.merge_id, kept, merged, moved });
        },
    };
}

/** The last merge is undone: what moved goes back. */
function partWrite(client) {
    const { id, kept, merged, moved } = client.merges.at(-1);

    return {
        key: newKey('part'), method: 'POST', path: `/api/merges/${id}/undo`, status: 200,
        body: { reason: '两个人' },
        apply: () => {
            for (const record of moved) moveRecord(record, merged.id);
            kept.revision++;
            merged.revision++;
            client.registered.push(merged);
            client.persons.push(merged.id);
            client.merges.pop();
        },
    };
}

async function send(client, write) {
    const answer = await client.http.ask(write.method, write.path, write.body, { 'Idempotency-Key': write.key });

    assert.equal(answer.status, write.status, `${write.method} ${write.path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
}

let isStopping = false;

/** One after the other, until the server is gone; the last one may have no answer, or
 * when the server was told to stop the one that it is stopping. */
async function writeUntilKilled(client) {
    for (;;) {
        const write = nextWrite(client);

        client.pending = write;
        try {
            const answer = await send(client, write);
            write.apply(answer);
            client.pending = null;
            client.answered++;
        } catch (error) {
            if (error instanceof assert.AssertionError && !(isStopping && error.actual === 503)) throw error;
            return;
        }
    }
}

// ---- what is there -------------------------------------------------------------------------

/** All that our accounts wrote, as text: one line for each record and person. */
function storedLines(accounts) {
    const ours = `recorded_by IN (${accounts.join(',')})`;
    const lines = [];

    for (const [name, form] of Object.entries(FORMS)) {
        const rows = form.list
            ? `(SELECT count(*) FROM ${form.list} l WHERE l.person_id = r.person_id AND l.record_id = r.record_id)`
            : '0';
        const select = (table, revision, isVoid, where) => `
            SELECT '${name} ' || person_id || ' ' || record_id || ' revision ' || ${revision}
                || '${isVoid ? ' void ' : ' '}' || ${form.text} || ' rows ' || ${rows}
                || ' history ' || (SELECT count(*) FROM ${form.table}_history h
                    WHERE h.person_id = r.person_id AND h.record_id = r.record_id)
                || ' audit ' || (SELECT n FROM written w WHERE w.record_id = r.record_id AND w.form = '${name}')
            FROM ${table} r WHERE ${ours} AND ${where}`;
        const current = select(form.table, 'revision', false, 'true');
        const voided = select(`${form.table}_history`, 'revision', true,
            `void_reason IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ${form.table} c
                WHERE c.person_id = r.person_id AND c.record_id = r.record_id)`);
        // Audit rows name whoever the record belonged to then; he may have been merged since.
        lines.push(...sql(`WITH written AS MATERIALIZED (SELECT record_id, form, count(*) AS n FROM audit
            WHERE subject = 'person' AND action LIKE 'record.%' GROUP BY record_id, form)
            ${current} UNION ALL ${voided}`));
    }
    lines.push(...sql(`
        SELECT 'person ' || person_id || ' ' || name || ' ' || phone || ' revision ' || revision
            || ' history ' || (SELECT count(*) FROM person_history h WHERE h.person_id = p.person_id)
            || ' residences ' || (SELECT count(*) FROM residence r WHERE r.person_id = p.person_id)
            || ' found ' || (SELECT count(*) > 0 FROM person_term t WHERE t.person_id = p.person_id)
            || ' audit ' || (SELECT count(*) FROM audit a WHERE a.subject = 'person' AND a.subject_id = p.person_id
                AND a.action IN ('person.register', 'person.amend'))
        FROM person p WHERE ${ours}`));
    return lines.sort();
}

/** The same as the clients know it. */
function knownLines(clients) {
    const lines = [];

    for (const client of clients) {
        for (const { form, person, id, revision, isVoid, text } of client.records) {
            const revisions = FORMS[form].list ? 2 * revision : 0;
            lines.push(`${form} ${person} ${id} revision ${revision}${isVoid ? ' void' : ''} ${text} rows ${revisions}`
                + ` history ${isVoid ? revision : revision - 1} audit ${isVoid ? revision + 1 : revision}`);
        }
        for (const { id, name, phone, revision, audits } of client.registered)
            lines.push(`person ${id} ${name} ${phone} revision ${revision} history ${revision - 1}`
                + ` residences 1 found 1 audit ${audits}`);
    }
    return lines.sort();
}

/** The keys of this test's writes that the store knows. */
function storedKeys() {
    return new Set(
        sql(`SELECT key FROM submission WHERE key LIKE '%-${process.pid}-%'`).map((key) => key.replace(/^.*:/, '')));
}

function difference(a, b) {
    const others = new Set(b);
    return a.filter((line) => !others.has(line));
}

function checkStored(clients, accounts, when) {
    const [stored, known] = [storedLines(accounts), knownLines(clients)];

    const [lost, unknown] = [difference(known, stored), difference(stored, known)];
    const show = (lines) => lines.slice(0, 5).join('\n  ');

    if (lost.length || unknown.length || stored.length !== known.length)
        assert.fail(`${when}: ${lost.length} answered and not so stored:\n  ${show(lost)}\n`
            + `${unknown.length} stored and not so answered:\n  ${show(unknown)}`);
}

function run(...words) {
    return execFileSync('./barefoot', [...words, '--store', store, '--quiet'], { encoding: 'utf8' });
}

/** What was under way is sent again: once if it was not there, without effect if it was. */
async function settle(clients, counts) {
    const keys = storedKeys();

    for (const client of clients) {
        const write = client.pending;

        if (!write) continue;
        const answer = await send(client, write);
        const wasThere = keys.has(write.key);
        if (answer && 'repeated' in answer) assert.equal(answer.repeated, wasThere, write.key);
        assert.deepEqual(idsOf(await send(client, write)), idsOf(answer), `${write.key} sent a third time`);
        write.apply(answer);
        client.pending = null;
        counts[wasThere ? 'committed' : 'lost']++;
    }
}

function idsOf(answer) {
    return [answer?.record_id, answer?.person_id, answer?.revision];
}

// ---- the rounds ------------------------------------------------------------------------------

async function openClient(login, session, server) {
    const client = {
        login,
        http: new Client(server.port),
        persons: [],
        records: [],
        registered: [],
        merges: [],
        answered: 0,
        pending: null,
    };

    client.http.cookie = session.cookie;
    client.http.csrf = session.csrf;
    client.worker = session.me.worker.id;
    client.organisation = session.me.organisation.id;
    client.today = session.me.today;
    client.region = session.region;
    client.defaults = session.defaults;
    return client;
}

async function openSession(server, login, password) {
    const http = new Client(server.port);
    const me = await http.signInFirst(login, password, `${login} at work 7`);
    const { items } = await http.want(200, 'GET', '/api/persons?residents=1&limit=500');
    const { items: places } = await http.want(200, 'GET', '/api/organisations?limit=500');
    const own = places.find((place) => place.id === me.organisation.id);
    const session = {
        me,
        persons: items.map((item) => item.person_id),
        defaults: {},
        cookie: http.cookie,
        csrf: http.csrf,
    };

    // A person lives in a village: below a township, that is one of its posts' regions.
    session.region = items.find((item) => item.region.code.length === 12)?.region.code ?? own.region.code;
    for (const form of Object.keys(FORMS))
        session.defaults[form] = defaults(await http.want(200, 'GET', `/api/forms/${form}`));
    http.close();
    return session;
}

async function openClients(server) {
    const passwords = Object.fromEntries(
        readFileSync(`${directory}/passwords`, 'utf8').trim().split('\n').map((line) => {
            const [, login, password] = /^(\w+)'s password.*: (\S+)$/.exec(line);
            return [login, password];
        }));
    const sessions = {};
    for (const login of Object.keys(passwords)) sessions[login] = await openSession(server, login, passwords[login]);
    const clients = [];
    for (const login of CLIENTS) clients.push(await openClient(login, sessions[login], server));
    // Residents of the village are also the township's: each is one client's only.
    const taken = new Set();
    for (const client of [...clients].reverse()) {
        client.persons = sessions[client.login].persons.filter((id) => !taken.has(id)).slice(0, PERSONS_EACH);
        client.persons.forEach((id) => taken.add(id));
        assert.equal(client.persons.length, PERSONS_EACH);
    }
    return clients;
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const began = Date.now();
const counts = { committed: 0, lost: 0 };
let server = await startServer(store);
const clients = await openClients(server);
const accounts = sql("SELECT account_id FROM account WHERE login IN ('town', 'village')");

for (let round = 1; round <= rounds; round++) {
    const working = clients.map(writeUntilKilled);

    await Promise.race([sleep(50 + below(450)), Promise.all(working)]);
    server.child.kill('SIGKILL');
    await Promise.all(working);
    await server.ended;
    assert.equal(server.log, '', 'the server complained');

    server = await startServer(store);
    for (const client of clients) {
        client.http.close();
        client.http.agent = new Client(server.port).agent;
        client.http.port = server.port;
    }
    await settle(clients, counts);
    checkStored(clients, accounts, `round ${round}`);
    run('figures', 'verify');
    run('doctor');
}

// Told to stop, it answers what it has begun: who gets no answer has written nothing.
const working = clients.map(writeUntilKilled);
await sleep(300);
isStopping = true;
server.child.kill('SIGTERM');
const [code] = await server.ended;
await Promise.all(working);
assert.equal(code, 0, 'the server did not stop by itself');
const keys = storedKeys();
for (const client of clients) {
    client.http.close();
    assert.equal(client.pending && keys.has(client.pending.key), false, 'a stop took the answer of a write away');
}
checkStored(clients, accounts, 'after a stop');

// What the writes made of dues and tallies is what the records say.
const dues = sql('SELECT * FROM due');
run('figures', 'rebuild');
const rebuilt = sql('SELECT * FROM due');
assert.equal(difference(dues, rebuilt)[0], undefined, 'a due that no record makes');
assert.equal(difference(rebuilt, dues)[0], undefined, 'a due that is missing');
run('figures', 'verify');

const answered = clients.reduce((sum, client) => sum + client.answered, 0);
console.log(`${rounds} times killed in ${((Date.now() - began) / 1000).toFixed(1)} s: ${answered} writes answered and there; `
    + `of those under way ${counts.committed} were there and ${counts.lost} not, and each was done once when sent again`);
