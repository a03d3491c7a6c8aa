"""The people of the portal by name, for the access table, the menus and the transition tables."""

from .access import Who, who
from .models import AgencyKind as Kind
from .models import Role

STAFF = (Role.OFFICER, Role.LEADER)
CREDIT_STAFF = (Role.CREDIT_OFFICER, Role.CONTROLLER, Role.DIRECTOR)
BANK_KINDS = (Kind.BANK_BRANCH, Kind.BANK_OFFICE)

ADMINS: Who = who(list(Kind), Role.ADMIN)
PROVINCE_ADMINS: Who = who(Kind.LABOUR_DEPARTMENT, Role.ADMIN)
# Who lets a colleague stand in: administrators, and the heads for their own agency.
COVER_GRANTERS: Who = ADMINS | who(list(Kind), (Role.LEADER, Role.DIRECTOR))

COMMUNE: Who = who(Kind.COMMUNE_COMMITTEE, STAFF)
DISTRICT: Who = who(Kind.DISTRICT_OFFICE, STAFF)
DISTRICT_LEADERS: Who = who(Kind.DISTRICT_OFFICE, Role.LEADER)
DISTRICT_COMMITTEE: Who = who(Kind.DISTRICT_COMMITTEE, STAFF)
CENTRE: Who = who(Kind.EMPLOYMENT_CENTRE, STAFF)
LABOUR: Who = who(Kind.LABOUR_DEPARTMENT, STAFF)
# Who reads units and holidays as data.
REFERENCE_READERS: Who = PROVINCE_ADMINS | LABOUR
EDUCATION: Who = who(Kind.EDUCATION_DEPARTMENT, STAFF)
FINANCE: Who = who(Kind.FINANCE_DEPARTMENT, STAFF)

# Who enters a Giấy đăng ký: the commune, and district and centre for communes of their area.
REGISTRARS: Who = COMMUNE | DISTRICT | CENTRE
# Who reads people's records, within scope.
PEOPLE_READERS: Who = (
    REGISTRARS
    | LABOUR
    | EDUCATION
    | DISTRICT_COMMITTEE
    | who((Kind.COMMUNE_COMMITTEE, Kind.DISTRICT_OFFICE, Kind.LABOUR_DEPARTMENT, Kind.EMPLOYMENT_CENTRE), Role.READER)
)

CREDIT_OFFICERS: Who = who(Kind.BANK_OFFICE, Role.CREDIT_OFFICER)
CONTROLLERS: Who = who(Kind.BANK_OFFICE, Role.CONTROLLER)
OFFICE_DIRECTORS: Who = who(Kind.BANK_OFFICE, Role.DIRECTOR)
OFFICE: Who = who(Kind.BANK_OFFICE, CREDIT_STAFF)
BRANCH: Who = who(Kind.BANK_BRANCH, CREDIT_STAFF)
# Who decides at the bank: the branch's and the offices' controllers and directors.
BRANCH_DECIDERS: Who = who(Kind.BANK_BRANCH, (Role.CONTROLLER, Role.DIRECTOR))
OFFICE_DECIDERS: Who = who(Kind.BANK_OFFICE, (Role.CONTROLLER, Role.DIRECTOR))
BANK: Who = OFFICE | BRANCH
BANK_READERS: Who = who(BANK_KINDS, Role.READER)

# Who reads the lists of Phụ lục IV and the way abroad of those on them, within scope.
LIST_READERS: Who = (
    DISTRICT
    | DISTRICT_COMMITTEE
    | CENTRE
    | LABOUR
    | who((Kind.DISTRICT_OFFICE, Kind.LABOUR_DEPARTMENT, Kind.EMPLOYMENT_CENTRE), Role.READER)
)

# Who opens one registration, and who may have its identity and telephone numbers shown in full (each time noted).
REGISTRATION_READERS: Who = PEOPLE_READERS | BANK
NUMBER_READERS: Who = REGISTRARS | LABOUR | BANK

# Who reads figures without names.
FIGURE_READERS: Who = (
    LABOUR
    | EDUCATION
    | FINANCE
    | CENTRE
    | BANK
    | BANK_READERS
    | DISTRICT
    | DISTRICT_COMMITTEE
    | who(Kind.PROVINCE_COMMITTEE, Role.READER)
    | who((Kind.LABOUR_DEPARTMENT, Kind.FINANCE_DEPARTMENT, Kind.EMPLOYMENT_CENTRE), Role.READER)
)
# Who reads the money: budget lines, capital and the ledger's journal, which name contracts but no person.
MONEY_READERS: Who = (
    LABOUR
    | FINANCE
    | BRANCH
    | who((Kind.PROVINCE_COMMITTEE, Kind.LABOUR_DEPARTMENT, Kind.FINANCE_DEPARTMENT, Kind.BANK_BRANCH), Role.READER)
)
# Who reads papers about loans within scope: the bank, and whoever follows the province's borrowers.
LOAN_READERS: Who = BANK | BANK_READERS | LABOUR | CENTRE
# Who answers a reporting obligation: the thirteen agencies and the district's labour office for its committee.
REPORTERS: Who = EDUCATION | DISTRICT_COMMITTEE | DISTRICT | BRANCH
# Who watches the obligations: the reporters their own, the centre the lists, department and committee all.
PROVINCE_REPORT_READERS: Who = (
    LABOUR | who(Kind.LABOUR_DEPARTMENT, Role.READER) | who(Kind.PROVINCE_COMMITTEE, Role.READER)
)
OBLIGATION_READERS: Who = REPORTERS | CENTRE | PROVINCE_REPORT_READERS
