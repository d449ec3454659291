"""Contracts about suppliers, of every layer: names, who is one with whom, and what is bought from them."""

from totalplace.contracts._base import Column, Contract, Rule

SUPPLIER_WORD = Contract(
    table="ref.supplier_word",
    grain="word and what it does when names of suppliers are compared",
    question="Which words of a supplier's name say nothing, and which stand for another?",
    audience="public",
    primary_key=("word",),
    columns=(
        Column("word", "text", "The word, in capitals"),
        Column(
            "role", "text", "silent: says nothing. abbreviation: stands for another", required=True, values=("silent", "abbreviation")
        ),
        Column("stands_for", "text", "The word or words that an abbreviation stands for"),
    ),
    rules=(Rule("an abbreviation stands for something", "(role = 'abbreviation') = (stands_for is not null)"),),
)

WITHHELD_PAYEE = Contract(
    table="core.withheld_payee",
    grain="name of a payee, as names are compared, that bears an entry of the place's own list of sensitive premises",
    question="Which payees must not be named, as their name is that of premises that nobody must know?",
    audience="body",
    primary_key=("supplier_key",),
    columns=(Column("supplier_key", "text", "The name, as names are compared"),),
)

KNOWN_SUPPLIER = Contract(
    table="core.known_supplier",
    grain="supplier's name of an earlier publication",
    question="Which id has each name that was paid before?",
    primary_key=("source_key",),
    columns=(
        Column("source_key", "text", "The name, as names are compared"),
        Column("supplier_id", "text", "Its id, merges by a person followed", required=True),
        Column("first_seen_on", "date", "Day of the publication it first stood in", required=True),
        Column("merged_into", "text", "The id of the supplier it was last found to be"),
    ),
)

SUPPLIER_DECISION = Contract(
    table="core.supplier_decision",
    grain="decision of a person on two names",
    question="Which names did a person call one supplier, or two?",
    columns=(
        Column("decision", "text", "What was decided", required=True, values=("same", "different")),
        Column("left_key", "text", "The one name, as names are compared", required=True),
        Column("right_key", "text", "The other", required=True),
    ),
)

SUPPLIER_IDENTITY = Contract(
    table="core.supplier_identity",
    grain="way of writing a supplier's name, as names are compared",
    question="Which supplier is meant by each name?",
    primary_key=("supplier_key",),
    columns=(
        Column("supplier_key", "text", "The name in capitals without punctuation or legal form"),
        Column("supplier_id", "text", "The supplier", required=True),
        Column("own_id", "text", "The id that the name has by itself", required=True),
        Column("body_id", "text", "The public body of the place that it is"),
        Column("match_reason", "text", "What joined it to another name of the supplier"),
        Column("match_score", "number", "How surely, 0 to 1"),
        Column("matched_key", "text", "That other name"),
    ),
)

SUPPLIER = Contract(
    table="mart.supplier",
    grain="supplier that a counted or superseded line pays; nobody withheld is one",
    question="Who do the bodies of the place buy from, under which names?",
    primary_key=("supplier_id",),
    columns=(
        Column("supplier_id", "text", "Our id of the supplier, kept over time"),
        Column("name", "text", "Its name as it is published most often", required=True),
        Column("names", "text", "All ways of writing it that lists have, parted by |", required=True),
        Column("name_count", "integer", "How many they are, spelling and legal form apart", required=True),
        Column("body_id", "text", "The public body of the place that it is: what it is paid are transfers", references="ref.body.body_id"),
        Column("is_public_by_name", "boolean", "By its name a public body, school or college, wherever it is (ref.spend_word): no third party", required=True),
        Column("company_number", "text", "Companies House number, if all lines that give one agree"),
        Column("charity_number", "text", "Charity number, likewise"),
        Column("vat_number", "text", "VAT registration number, likewise"),
        Column("body_count", "integer", "Bodies that paid it, in lines counted", required=True),
        Column("line_count", "integer", "Lines of payments that are counted", required=True),
        Column("amount_gbp", "money", "Pounds of the lines that are counted", required=True),
    ),
)

SUPPLIER_NAME = Contract(
    table="mart.supplier_name",
    grain="way of writing a supplier's name, as names are compared",
    question="Which names were taken for one supplier, why, and how surely?",
    primary_key=("supplier_key",),
    columns=(
        Column("supplier_key", "text", "The name in capitals without punctuation or legal form"),
        Column("supplier_id", "text", "The supplier that bears the name", required=True, references="mart.supplier.supplier_id"),
        Column("name", "text", "As it is published most often", required=True),
        Column("match_reason", "text", "What joined it to another name of the supplier; empty for the name that the others were joined to"),
        Column("match_score", "number", "How surely, 0 to 1"),
        Column("matched_key", "text", "That other name; empty where only a ledger, its body's alone, has it"),
        Column("line_count", "integer", "Lines of lists that name it so", required=True),
    ),
)

SPEND_WORD = Contract(
    table="ref.spend_word",
    grain="phrase in what a line says, or in a payee's name",
    question="From which words is it told what was bought, and whether bodies could have bought it together?",
    audience="public",
    primary_key=("phrase", "applies_to"),
    columns=(
        Column("phrase", "text", "Words in capitals; a star stands for any ending"),
        Column("applies_to", "text", "Where it is looked for: purpose, service and department of a line, or the payee's name", values=("line", "payee")),
        Column("category", "text", "What was bought, or what the payee is", required=True),
        Column("is_addressable", "boolean", "Bodies could buy it together from a third party", required=True),
        Column("weight", "integer", "Of several phrases in one text the weightiest tells: 3 what is not addressable, 2 what tells by itself, 1 words that go with many things", required=True),
        Column("source", "text", "Where the row comes from", required=True),
    ),
)

SPEND_CATEGORY = Contract(
    table="mart.spend_category",
    grain="text that lines of payments have as purpose, service line or department, where some word tells what was bought",
    question="From which words is it told what was bought, and could bodies have bought it together?",
    primary_key=("words",),
    columns=(
        Column("words", "text", "The text, as mart.spend_line has it"),
        Column("phrase", "text", "The phrase of ref.spend_word that tells", required=True, references="ref.spend_word.phrase"),
        Column("category", "text", "What was bought, as in ref.spend_word", required=True, references="ref.spend_word.category"),
        Column("is_addressable", "boolean", "Bodies could buy it together from a third party", required=True),
    ),
)

SUPPLIER_OVERLAP = Contract(
    table="mart.supplier_overlap",
    grain="supplier, category and financial year; where body_count is 1 nothing overlaps",
    question="Which suppliers do several bodies buy from, and how much of it could be bought together?",
    primary_key=("supplier_id", "category", "fy"),
    columns=(
        Column("supplier_id", "text", "The supplier, as in mart.supplier", references="mart.supplier.supplier_id"),
        Column("category", "text", "What was bought, by the words of the lines (ref.spend_word); 'not stated' where none tells"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column("body_count", "integer", "How many bodies bought it", required=True),
        Column("body_ids", "text", "Which bodies bought it, by their ids, parted by |", required=True),
        Column("addressable_gbp", "money", "Paid to a third party for what could be bought together; no saving is assumed of it", required=True),
        Column(
            "other_gbp", "money", "The rest: transfers, payments to public bodies and schools, grants, rates, taxes, individual placements, pay, financing, and what no word tells", required=True
        ),
        Column("names", "text", "All ways of writing the supplier's name that lists have, parted by |", required=True),
    ),
)

LEDGER_KINDS = ("invoice paid twice", "one invoice under two references", "invoice paid whole and in parts", "mis-keyed")
REPEAT_KINDS = (*LEDGER_KINDS, "transaction repeated")

LEDGER_LINE = Contract(
    table="core.ledger_line",
    grain="line of a ledger extract",
    question="Whose is each line of a ledger, which supplier does it pay, and does it count?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it does not count"),
        Column("body_id", "text", "The body; empty if it is none of the place or not known"),
    ),
)

BUYING_LABEL = Contract(
    table="core.buying_label",
    grain="way in which a ledger extract, a contracts register or a list of grants names an organisation",
    question="Which body does each organisation named in a ledger, a contracts register or a list of grants stand for?",
    columns=(
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("organisation_as_published", "text", "The name"),
        Column("organisation_code", "text", "The code"),
        Column("body_id", "text", "The body; empty if it is none of the place or not known"),
        Column("basis", "text", "How it was found", required=True, values=("named in the row", "sender", "name not known", "outside the place", "nobody named")),
        Column("row_count", "integer", "Rows that name it so", required=True),
    ),
)

PAYMENT_TO_CHECK = Contract(
    table="analysis.payment_to_check",
    grain="payment of a ledger extract that may have been made before",
    question="Which payments should the body look at, why, and how surely?",
    audience="body",
    primary_key=("candidate_id",),
    columns=(
        Column("candidate_id", "text", "Body, supplier, first and last transaction, and the first reference"),
        Column("body_id", "text", "The body whose ledger it is", required=True),
        Column("fy", "integer", "Financial year in which it was paid last", required=True),
        Column("type", "text", "What may have happened", required=True, values=LEDGER_KINDS),
        Column("reason", "text", "What agrees and what does not", required=True),
        Column("amount_gbp", "money", "Pounds that may be too many", required=True),
        Column("confidence", "number", "How surely, 0 to 1", required=True),
        Column("supplier", "text", "Who was paid", required=True),
        Column("invoice_references", "text", "References of the invoices, parted by |", required=True),
        Column("transactions", "text", "Numbers of the transactions, in order of payment", required=True),
        Column("amounts", "text", "Their amounts", required=True),
        Column("paid_on", "text", "Their days", required=True),
        Column("lines", "text", "Their lines: file, table and line", required=True),
        Column("lines_gbp", "text", "What of amount_gbp each line is: payments from the last back, until the amount is reached", required=True),
    ),
)

TRANSACTION_REPEAT = Contract(
    table="analysis.transaction_repeat",
    grain="body and financial year of published lines",
    question="How often does a published list have one transaction twice, and does its transaction number name a line?",
    primary_key=("body_id", "fy"),
    columns=(
        Column("body_id", "text", "The body"),
        Column("fy", "integer", "Financial year"),
        Column("line_count", "integer", "Lines counted with a payee that is not withheld", required=True),
        Column("numbered_count", "integer", "Of them with a transaction number", required=True),
        Column("unique_share", "number", "Share of those whose number no other line has; empty without any"),
        Column("repeat_count", "integer", "Lines that repeat another to the letter: number, payee, day, amount, purpose", required=True),
        Column("repeat_gbp", "money", "Their pounds", required=True),
    ),
)

REPEATED_PAYMENT = Contract(
    table="analysis.repeated_payment",
    grain="published transaction that stands more than once",
    question="Which lines of a published list are one transaction to the letter?",
    audience="body",
    columns=(
        Column("body_id", "text", "The body", required=True),
        Column("fy", "integer", "Financial year", required=True),
        Column("source_file_id", "text", "The file", required=True),
        Column("source_part", "text", "The table in the file", required=True),
        Column("transaction_number", "text", "The publisher's number of the transaction", required=True),
        Column("supplier_as_published", "text", "Who was paid"),
        Column("paid_on", "date", "Day of payment"),
        Column("purpose", "text", "Purpose"),
        Column("department", "text", "Department"),
        Column("amount_gbp", "money", "Amount of one line", required=True),
        Column("line_count", "integer", "How often it stands there", required=True),
        Column("source_rows", "text", "On which lines", required=True),
    ),
)

DUPLICATE_PAYMENT = Contract(
    table="mart.duplicate_payment",
    grain="body, financial year and type of payment to check",
    question="How many payments should each body look at again, and of how many pounds?",
    primary_key=("body_id", "fy", "type"),
    columns=(
        Column("body_id", "text", "The body that paid", references="ref.body.body_id"),
        Column("fy", "integer", "Financial year: the year its April falls in"),
        Column("type", "text", "What may have happened; the candidates themselves stand with the body, in payments-to-check.csv", values=REPEAT_KINDS),
        Column("status", "text", "'computed'; else that it could not be computed and why, such as no invoice reference", required=True),
        Column("candidate_count", "integer", "Candidates; empty where it could not be computed"),
        Column("amount_gbp", "money", "Pounds that may be too many; none of it is known to be"),
    ),
    rules=(Rule("what was computed has a count and pounds, what was not has neither", "(status = 'computed') = (candidate_count is not null and amount_gbp is not null)"),),
)

CONTRACT_LINE = Contract(
    table="core.contract_line",
    grain="line of a contracts register",
    question="Whose is each line of a contracts register, and does it count?",
    primary_key=("source_file_id", "source_part", "source_row"),
    columns=(
        Column("source_file_id", "text", "The file"),
        Column("source_part", "text", "The table in the file"),
        Column("source_row", "integer", "The line or row"),
        Column("line_status", "text", "What became of it", required=True, values=("loaded", "ignored", "held", "superseded")),
        Column("line_reason", "text", "Why it does not count"),
        Column("body_id", "text", "The body; empty if it is none of the place or not known"),
        Column("as_at_on", "date", "Day that the register describes at the least: the latest start of its contracts up to the day it was received"),
    ),
)

CONTRACT = Contract(
    table="mart.contract",
    grain="contract of a register that counts",
    question="Which contracts do the bodies have, with whom, for what, and until when?",
    primary_key=("line_id",),
    columns=(
        Column("line_id", "integer", "Our number of the line, unique over all line-level tables"),
        Column("source_file_id", "text", "The file", required=True, references="ops.source_file.source_file_id"),
        Column("source_part", "text", "The table in the file", required=True),
        Column("source_row", "integer", "The line (text) or row (sheet)", required=True),
        Column("body_id", "text", "The body whose contract it is", required=True, references="ref.body.body_id"),
        Column("contract_reference", "text", "The publisher's own reference of the contract"),
        Column("title", "text", "Its title, in the publisher's words"),
        Column("category", "text", "What is bought, by the words of the register (ref.spend_word); 'not stated' where none tells", required=True),
        Column("is_addressable", "boolean", "Bodies could buy it together from a third party", required=True),
        Column("category_as_published", "text", "Category in the publisher's words"),
        Column("supplier_id", "text", "Our id of the supplier, as on payments; empty where it is withheld"),
        Column("supplier_as_published", "text", "The supplier; 'individual (withheld)' where it looks like a private person"),
        Column("annual_gbp", "money", "Value a year, as published"),
        Column("total_gbp", "money", "Value over the whole term, as published"),
        Column("starts_on", "date", "First day of the contract"),
        Column("ends_on", "date", "Last day as it stands, extensions that were taken included"),
        Column("as_at_on", "date", "Day that the register describes at the least"),
        Column("is_running", "boolean", "Its last day is not before that of the register, nor before the month of publication; empty where one is not known"),
        Column("is_small_firm", "boolean", "The supplier is a small or medium-sized firm, where the register says"),
        Column("is_voluntary", "boolean", "The supplier is of the voluntary and community sector, where the register says"),
    ),
)

JOINT_PROCUREMENT = Contract(
    table="mart.joint_procurement",
    grain="category that several bodies have running contracts in",
    question="What could several bodies let together, from when on, and what does it cost them a year?",
    primary_key=("joint_id",),
    columns=(
        Column("joint_id", "text", "Follows from the category and the bodies"),
        Column("category", "text", "What is bought, by the words of the registers (ref.spend_word)", required=True),
        Column("body_ids", "text", "The bodies with running contracts, parted by |", required=True),
        Column("body_count", "integer", "How many bodies have running contracts in it", required=True),
        Column("contract_count", "integer", "How many running contracts they have together", required=True),
        Column("contract_counts", "text", "The same of each body, parted by | in the order of body_ids", required=True),
        Column("register_body_ids", "text", "The bodies whose registers they stand in (most lines of a register are its body's), parted by |", required=True),
        Column("registers_as_at_on", "date", "Day that the oldest of these registers describes at the least; what was let since is not in it"),
        Column("supplier_count", "integer", "How many suppliers these contracts are with", required=True),
        Column("small_firm_share", "number", "Share of the yearly value that goes to small and medium-sized firms, of contracts that say"),
        Column("vcse_share", "number", "Share that goes to the voluntary and community sector, of contracts that say"),
        Column("first_free_on", "date", "Day from which each of the bodies has had a contract end; options to extend hold nobody", required=True),
        Column("earliest_joint_start_on", "date", "The same day, if it lies after the month of publication; empty where it has passed: what was let since is not in the registers"),
        Column("amount_gbp", "money", "Value a year of the running contracts, as published; no saving is assumed of it", required=True),
        Column("free_by_then_gbp", "money", "Of it, contracts that have ended by first_free_on", required=True),
        Column("unvalued_count", "integer", "Contracts without a value a year, which are not in it", required=True),
    ),
    rules=(Rule("several bodies are in it", "body_count > 1"),),
)

ALL = (CONTRACT_LINE, CONTRACT, JOINT_PROCUREMENT, LEDGER_LINE, BUYING_LABEL, PAYMENT_TO_CHECK, TRANSACTION_REPEAT, REPEATED_PAYMENT, DUPLICATE_PAYMENT, SPEND_WORD, SPEND_CATEGORY, SUPPLIER_OVERLAP, SUPPLIER_WORD, WITHHELD_PAYEE, KNOWN_SUPPLIER, SUPPLIER_DECISION, SUPPLIER_IDENTITY, SUPPLIER, SUPPLIER_NAME)
