#include "admin/man_text.h"

#include <array>

namespace sallyport {

namespace {

constexpr std::array kSections = {
    ManSection{"", R"(What holds for the whole site.
)"},
    ManSection{"action", R"(What is done with a message in which something of
a kind was found.
From the mildest to the gravest:
.B deliver
lets it pass,
.B tag
lets it pass with a header line that says so,
.B hold
keeps it in the quarantine and tells the sender nothing,
.B reject
refuses it in the SMTP session,
.B hold+reject
does both,
.B defer
has the sender try again.
Where several apply, the gravest counts, and
.B defer
above all.
A message that nobody refuses in an SMTP session (a bounce, a local forward,
mail for others too) is held instead of refused.
)"},
    ManSection{"spam", R"(Each scanner's score counts by itself; of several the
gravest. The three must stand in this order.
)"},
    ManSection{"callers", R"(Who starts
.BR sallyport\-queue .
)"},
    ManSection{"reply", R"(What an SMTP client is told: printable ASCII, at
most 180 characters.
)"},
    ManSection{"limits", R"(What one message may cost.
)"},
    ManSection{"unpack", R"(How messages are opened. A member that a password
opened is flagged
.BR password ,
which is no finding.
)"},
    ManSection{"lanes", R"(How many messages are looked at together.
)"},
    ManSection{"quarantine", R"(The quarantine is a Maildir with a folder for
each category.
)"},
    ManSection{"notify", R"(Whom
.B sallyport notify
tells what was held; see
.BR sallyport (8).
Nothing is told of a message that has the null sender, of one that a program
sent (by its fields Auto\-Submitted, Precedence, List\-...), or of one in which
a finding is named by
.BR forging .
.PP
A folder of templates has the files postmaster.txt, recipient.txt, sender.txt,
digest.txt, down.txt, back.txt and words.txt for each language, in UTF\-8.
The first line of a template is its subject, then comes an empty line, then
text, in which
.BI { FIELD }
stands for a field and {{ for a brace.
A line that begins with
.BI {? FIELD }
is left out where that field is empty; one that begins with
.B {*}
stands once for each item of a digest.
Fields are
.BR host ,
.BR to ,
.B time
and
.B untold
(how many notices were not sent) in all; of a message
.BR id ,
.BR sender ,
.BR subject ,
.BR category ,
.BR reason ,
.BR outcome ;
for postmaster and sender
.BR recipients ;
for the postmaster
.BR finding ,
.BR scanner ,
.BR relay ,
.BR folder ;
of a digest
.B count
and
.BR more ,
and for each item id, time, sender, subject, category and reason; of a scanner
.BR scanner ,
.BR since ,
.BR failures ,
.BR reason .
.I words.txt
has what reason and outcome are made of.
.B sallyport config
checks the texts and compiles them: after a change, run it.
)"},
    ManSection{"scanner", R"(One table for each scanner that needs to be told
something.
A
.I NAME
is 1 to 32 of a\-z, 0\-9 and \-.
A table in no list is allowed.
The scanner
.B policy
is built in; its table has the one key
.BR rules ,
the absolute path of its file of rules
.RB ( sallyport\-policy (5);
default: policy.toml beside this file).
)"},
    ManSection{"unpacker", R"(One table for each outside unpacker: a program
that is asked about parts that
.BR sallyport\-unpack (8)
could not open, as
.BR sallyport\-scanner (5)
tells.
A
.I NAME
is 1 to 20 of a\-z, 0\-9 and \-;
.B 7z
and
.B unar
are shipped.
The table's order counts where two open the same type.
)"},
    ManSection{"domain", R"(What holds for some recipients only.
For each recipient the first table counts in which everything fits that it
says: the address is looked for as it is, then as user without \-extension,
then by domain, then by parent domains, and last in the tables that name no
recipient.
A table needs at least one of
.BR recipient ,
.B sender
and
.BR client .
)"},
};

}  // namespace

const std::span<const ManSection> kManSections = kSections;

const std::string_view kManFront = R"(.SH NAME
sallyport.toml \- configuration of the scanning gate Sallyport
.SH DESCRIPTION
This file says how
.BR sallyport\-queue (8)
and all other programs of Sallyport behave.
It is written in TOML 1.0 by a person and read by
.B sallyport config
alone, which checks all of it, compiles it with the rule files that it names
into a new folder
.I live.N
beside it, and switches the link
.I live
to that folder.
Half a change or a wrong file never goes live: every mistake is told as
.PP
.RS
FILE:LINE: KEY: what is wrong; what is allowed
.RE
.PP
on descriptor 2, the exit code is 1, and what was live stays so.
Doubts are told as warnings and change nothing.
.B sallyport config \-\-show
prints each value in force and whence it comes.
.PP
Sizes are bytes: an integer, or a string with k, M or G behind it, which are
powers of 1024.
Where a list stands, one string stands for a list of one.
No string may have a control character in it.
)";

const std::string_view kManScannerOptions = R"(.SS Options of a plugin
Every other key of the table is an option of the plugin and reaches it as a
variable of its environment: the key
.B allow\-list
as
.BR SALLYPORT_OPT_ALLOW_LIST ,
letters in upper case and all but letters and digits as _.
A value is a string, a number, true or false, or a list of those, of which
each item is a line of the variable.
.SS Definitions
A definition is a file of keys for an engine or a shipped plugin.
A table takes what it does not say itself from the one that
.B definition
names; without that key, from the one with the name of its program, or its
own name, if there is one.
So
.B scanners = ["policy", "sophos"]
needs no table at all.
)";

const std::string_view kManDomainTables = R"(.TP
.BI action. CAUSE
As in the table [action].
.TP
.BI spam. KEY
As in the table [spam].
.TP
.BI notify. KEY
As in the table [notify]:
.BR postmaster ,
.BR tell_postmaster ,
.BR tell_recipient ,
.BR tell_sender ,
.B digest
and
.BR language .
)";

const std::string_view kManExamples = R"(.SH EXAMPLES
Rules and clamd for all, one scanner of the site's own that may fail:
.PP
.RS
.nf
scanners = ["policy", "clamd", "house"]

[scanner.clamd]
socket = "/run/clamav/clamd.ctl"

[scanner.house]
program = "/usr/local/bin/house\-scanner"
required = false
seconds = 10
words = ["invoice", "payment"]   # SALLYPORT_OPT_WORDS, two lines
.fi
.RE
.PP
A command-line engine that has a definition:
.PP
.RS
.nf
scanners = ["policy", "second"]

[scanner.second]
definition = "sophos"
path = "/opt/sophos/bin/savscan"
.fi
.RE
.PP
Two domains with less patience, and what users send out:
.PP
.RS
.nf
[[domain]]
recipient = ["example.com", "postmaster@example.org"]
action.encrypted = "reject"
spam.reject = 8.0

[[domain]]
client = "relay"
action.virus = "reject"
.fi
.RE
)";

const std::string_view kManBack = R"(.SH SEE ALSO
.BR sallyport (8),
.BR sallyport\-queue (8),
.BR sallyport\-policy (5),
.BR sallyport\-scanner (5),
.BR qmail\-queue (8)
)";

}  // namespace sallyport
