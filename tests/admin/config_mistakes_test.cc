// Every kind of mistake is told with file, line, key and what is allowed.

#include <doctest/doctest.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "mail/config_keys.h"
#include "tests/admin/site_folder.h"

namespace sallyport::test {
namespace {

struct Case {
  const char* text;     // from line 3 of the file on
  const char* said;     // front of the one line that is told
  const char* allowed;  // behind the "; "
};

const std::vector<Case> kCases = {
    {"spol = 1\n", "F:3: spol: unknown key", "did you mean spool?"},
    {"[limit]\n", "F:3: limit: unknown table", "did you mean limits?"},
    {"[limits]\nparst = 3\n", "F:4: limits.parst: unknown key",
     "did you mean parts?"},
    {"[console]\nport = 80\n", "F:4: console.port: unknown key",
     "this table has no keys"},
    {"spam = 3\n", "F:3: spam: is not a table", "allowed: [spam]"},
    {"[limits]\nparts = \"many\"\n", "F:4: limits.parts: a string stands",
     "allowed: an integer from 1 to 100000"},
    {"[limits]\nparts = 0\n", "F:4: limits.parts: 0 is out of range",
     "allowed: an integer from 1 to 100000"},
    {"[limits]\nparts = 1000001\n",
     "F:4: limits.parts: 1000001 is out of range", "allowed: an integer"},
    {"[limits]\nratio = 2.5\n", "F:4: limits.ratio: a number with a fraction",
     "allowed: an integer"},
    {"[limits]\npart_bytes = \"10X\"\n",
     "F:4: limits.part_bytes: \"10X\" is not a size",
     "allowed: bytes, as an integer or like \"10k\""},
    {"[limits]\npart_bytes = \"9000000000G\"\n",
     "F:4: limits.part_bytes: \"9000000000G\" is not a size",
     "allowed: bytes"},
    {"[action]\nvirus = \"drop\"\n",
     "F:4: action.virus: \"drop\" is not an action",
     "allowed: one of \"deliver\""},
    {"[callers]\nallow_none = \"no\"\n",
     "F:4: callers.allow_none: a string stands", "allowed: true or false"},
    {"sandbox = \"maybe\"\n", "F:3: sandbox: \"maybe\" is not known here",
     "allowed: one of \"require\", \"off\""},
    {"libexec = \"here\"\n", "F:3: libexec: \"here\" is not an absolute path",
     "allowed: an absolute path"},
    {"hostname = \"a b\"\n", "F:3: hostname: \"a b\" is not a host's name",
     "allowed: letters"},
    {"hostname = \"a\\nb\"\n", "F:3: hostname: has a control character",
     "allowed: text without control characters"},
    {"hostname = \"a\\u0000b\"\n", "F:3: hostname: has a control character",
     "allowed: text without control characters"},
    {"groups = [\"no-such-group\"]\n",
     "F:3: groups: there is no group \"no-such-group\"",
     "allowed: names or numbers of groups"},
    {"[callers]\nnetwork = [\"root\", \"no-such-user\"]\n",
     "F:4: callers.network: there is no user \"no-such-user\"",
     "allowed: names or numbers of users"},
    {"[callers]\nsend = \"no-such-user\"\n",
     "F:4: callers.send: there is no user \"no-such-user\"",
     "allowed: names"},
    {"[spam]\ntag = 5\nhold = 4.5\n", "F:5: spam: tag 5, hold 4.5, reject 15",
     "allowed: tag <= hold <= reject"},
    {"[spam]\ntag = nan\n", "F:4: spam.tag: is not a finite number",
     "allowed: a number"},
    {"[reply]\nreject = \"gr\\u00fc\\u00dfe\"\n",
     "F:4: reply.reject: cannot be told to a client", "allowed: 1 to 180"},
    {"[reply]\ndefer = \"\"\n", "F:4: reply.defer: cannot be told",
     "allowed: 1 to 180"},
    {"scanners = [\"policy\", \"nosuch\"]\n",
     "F:3: scanners: the program of scanner nosuch", "allowed: scanners"},
    {"scanners = [\"policy\", \"policy\"]\n",
     "F:3: scanners: \"policy\" is listed twice", "allowed: each"},
    {"scanners = [\"policy\", \"none\"]\n",
     "F:3: scanners: \"none\" cannot be a scanner's name",
     "allowed: 1 to 32 of a-z, 0-9 and -"},
    {"[scanner.Clamd]\n", "F:3: scanner.Clamd: \"Clamd\" cannot be",
     "allowed: 1 to 32"},
    {"scanner = 1\n", "F:3: scanner: is not a table",
     "allowed: [scanner.NAME]"},
    {"[scanner.clamd]\nseconds = \"x\"\n",
     "F:4: scanner.clamd.seconds: a string stands here",
     "allowed: an integer from 1 to 3600"},
    {"[scanner.clamd]\ndefinition = \"nosuch\"\n",
     "F:4: scanner.clamd.definition: \"nosuch\" is not a definition",
     "allowed: none"},
    {"[scanner.clamd]\nprogram = \"a/b\"\n",
     "F:4: scanner.clamd.program: \"a/b\" is neither",
     "allowed: an absolute path"},
    {"[scanner.clamd]\nprocesses = \"7\"\n",
     "F:4: scanner.clamd.processes: \"7\" is not known here",
     "allowed: one of \"0\", \"any\""},
    {"[scanner.clamd]\nmay_except = [\"unscannable\"]\n",
     "F:4: scanner.clamd.may_except: \"unscannable\" is not known here",
     "allowed: a list of \"virus\""},
    {"[scanner.clamd]\nread = [\"/etc\", \"/no/such\"]\n",
     "F:4: scanner.clamd.read: \"/no/such\" is not there",
     "allowed: files and directories that exist"},
    {"[scanner.clamd]\nwrite = [\"/no/such\"]\n",
     "F:4: scanner.clamd.write: \"/no/such\" is not there",
     "allowed: files and directories that exist"},
    {"[scanner.clamd]\nread = [\"/\"]\n",
     "F:4: scanner.clamd.read: \"/\" opens the spool to the scanner",
     "allowed: neither the spool"},
    {"[scanner.clamd]\nheaders = [\"Received\"]\n",
     "F:4: scanner.clamd.headers: \"Received\" may not be added",
     "allowed: names of other fields"},
    {"[scanner.clamd]\nheaders = [\"*\"]\n",
     "F:4: scanner.clamd.headers: \"*\" may not be added", "allowed: names"},
    {"[scanner.clamd]\nsocket = \"a\\nb\"\n",
     "F:4: scanner.clamd.socket: cannot be handed to a plugin",
     "allowed: a string"},
    {"[scanner.clamd]\nsocket = {a = 1}\n",
     "F:4: scanner.clamd.socket: cannot be handed to a plugin",
     "allowed: a string"},
    {"[scanner.clamd]\na-b = 1\na_b = 2\n",
     "F:5: scanner.clamd.a_b: is the same variable as a-b",
     "allowed: one key"},
    {"[scanner.policy]\nseconds = 3\n",
     "F:4: scanner.policy.seconds: unknown key", "allowed: rules"},
    {"[scanner.policy]\nrules = \"/no/such/file\"\n",
     "F:4: scanner.policy.rules: \"/no/such/file\" cannot be read",
     "allowed: the file of the rules"},
    {"[scanner.clamd]\nbackup = \"clamd\"\n",
     "F:4: scanner.clamd.backup: a scanner cannot be its own backup",
     "allowed: another scanner"},
    {"[scanner.clamd]\nbackup = \"policy\"\n",
     "F:4: scanner.clamd.backup: the policy cannot be a backup",
     "allowed: another scanner"},
    {"[scanner.clamd]\nbackup = \"spamd\"\n[scanner.spamd]\n"
     "backup = \"command\"\n",
     "F:4: scanner.clamd.backup: \"spamd\" has a backup itself",
     "allowed: another scanner"},
    {"[scanner.clamd]\nbackup = \"nosuch\"\n",
     "F:4: scanner.clamd.backup: the program of scanner nosuch",
     "allowed: scanners whose program exists"},
    {"[[domain]]\nclient = \"relay\"\noptional = [\"clamd\"]\n",
     "F:5: domain.0.optional: \"clamd\" is not one of these recipients' "
     "scanners",
     "allowed: scanners that count for them"},
    {"[[domain]]\nclient = \"relay\"\noptional = [\"policy\"]\n",
     "F:5: domain.0.optional: \"policy\" is not one of these recipients' "
     "scanners",
     "allowed: scanners that count for them"},
    {"domain = 1\n", "F:3: domain: is not a list of tables",
     "allowed: [[domain]]"},
    {"[[domain]]\naction.virus = \"tag\"\n",
     "F:3: domain.0.recipient: this [[domain]] names nobody",
     "allowed: at least one"},
    {"[[domain]]\nrecipients = [\"a\"]\nclient = \"relay\"\n",
     "F:4: domain.0.recipients: unknown key", "did you mean recipient?"},
    {"[[domain]]\nrecipient = [\"@example.com\"]\n",
     "F:4: domain.0.recipient: \"@example.com\" has no user",
     "allowed: user@domain"},
    {"[[domain]]\nrecipient = [\"*.example.com\"]\n",
     "F:4: domain.0.recipient: \"*.example.com\" has a wildcard",
     "allowed: user@domain"},
    {"[[domain]]\nrecipient = []\n",
     "F:4: domain.0.recipient: is an empty list", "allowed: addresses"},
    {"[[domain]]\nclient = \"lan\"\n",
     "F:4: domain.0.client: \"lan\" is not known here",
     "allowed: one of \"network\""},
    {"[[domain]]\nclient = \"relay\"\naction.spam = \"drop\"\n",
     "F:5: domain.0.action.spam: ", "allowed: "},
    {"[[domain]]\nclient = \"relay\"\nspam.tag = 11\n",
     "F:5: domain.0.spam: tag 11, hold 10, reject 15",
     "allowed: tag <= hold <= reject"},
    {"[[domain]]\nclient = \"relay\"\nscanners = [\"nosuch\"]\n",
     "F:5: domain.0.scanners: the program of scanner nosuch",
     "allowed: scanners"},
    {"a = \n", "F:3: syntax: ", ""},
};

TEST_CASE("each mistake is told once, with line, key and what is allowed") {
  const SiteFolder site;
  for (const Case& row : kCases) {
    CAPTURE(row.text);
    const Compiled compiled = site.Compile(row.text);
    CAPTURE(compiled.said);
    CHECK(compiled.errors == 1);
    const size_t at = compiled.said.find(row.said);
    REQUIRE(at != std::string::npos);
    CHECK((at == 0 || compiled.said[at - 1] == '\n'));
    const std::string line =
        compiled.said.substr(at, compiled.said.find('\n', at) - at);
    CHECK(line.find(*row.allowed ? std::string("; ") + row.allowed : "") !=
          std::string::npos);
  }
}

TEST_CASE("passwords have room in the unpacker's environment") {
  const SiteFolder site;
  const auto compile = [&site](size_t bytes) {
    return site.Compile("[unpack]\npasswords = [\"a\", \"" +
                        std::string(bytes, 'x') + "\"]\n");
  };
  CHECK(compile(8000).errors == 0);
  const Compiled compiled = compile(8200);
  CHECK(compiled.errors == 1);
  CHECK(compiled.said.find("F:4: unpack.passwords: are more than 8 kB") !=
        std::string::npos);
}

TEST_CASE("all mistakes are told, not only the first, by line") {
  const SiteFolder site;
  const Compiled compiled = site.Compile(
      "[action]\nvirus = 3\npolicy = \"x\"\n[limits]\ndepth = -1\nfoo = 1\n");
  CHECK(compiled.errors == 4);
  const size_t first = compiled.said.find("F:4: action.virus");
  const size_t last = compiled.said.find("F:8: limits.foo");
  CHECK(first < last);
  CHECK(last != std::string::npos);
}

TEST_CASE("the queue must be a program and not the gate") {
  const SiteFolder site;
  const std::string gate = site.Path("bin/sallyport-queue");
  site.Write("bin/plain", "not executable");
  site.WriteProgram("bin/wrapper", "#!/bin/sh\nexec " + gate + "\n");
  site.WriteProgram("bin/copy", site.Read("bin/sallyport-queue"));
  REQUIRE(::symlink(gate.c_str(), site.Path("bin/link").c_str()) == 0);
  REQUIRE(::link(gate.c_str(), site.Path("bin/hard").c_str()) == 0);
  const struct {
    const char* name;
    const char* said;
  } rows[] = {{"bin/nosuch", "cannot be used: No such file"},
              {"bin", "is not a file"},
              {"bin/plain", "may not be executed"},
              {"bin/sallyport-queue", "is sallyport-queue itself"},
              {"bin/link", "is sallyport-queue itself"},
              {"bin/hard", "is sallyport-queue itself"},
              {"bin/copy", "is sallyport-queue itself"},
              {"bin/wrapper", "is a script that names sallyport-queue"}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    TomlNode root;
    TomlMistake mistake;
    Mistakes mistakes;
    REQUIRE(ParseToml("\nqueue = \"" + site.Path(row.name) + "\"\n", "F",
                      &root, &mistake));
    CompileConfig(site.context(), root, &mistakes);
    CAPTURE(mistakes.Text());
    CHECK(mistakes.errors() == 1);
    CHECK(mistakes.Text().find(row.said) != std::string::npos);
    CHECK(mistakes.Text().find("F:2: queue: ") != std::string::npos);
  }
}

TEST_CASE("a gate is known by its inode, too") {
  const SiteFolder site;
  site.WriteProgram("bin/sallyport-queue", "");
  REQUIRE(::link(site.Path("bin/sallyport-queue").c_str(),
                 site.Path("bin/hard").c_str()) == 0);
  TomlNode root;
  TomlMistake mistake;
  Mistakes mistakes;
  REQUIRE(ParseToml("queue = \"" + site.Path("bin/hard") + "\"\n", "F", &root,
                    &mistake));
  CompileConfig(site.context(), root, &mistakes);
  CHECK(mistakes.Text().find("is sallyport-queue itself") !=
        std::string::npos);
}

TEST_CASE("doubts are warnings, and no errors") {
  const SiteFolder site;
  const struct {
    const char* text;
    const char* said;
  } rows[] = {
      {"[[domain]]\nrecipient = [\"a.de\", \"A.de\"]\n",
       "F:4: warning: domain.0.recipient: \"a.de\" is listed before"},
      {"[[domain]]\nrecipient = [\"a.de\"]\n[[domain]]\n"
       "recipient = [\"a.de\"]\n",
       "F:6: warning: domain.1.recipient: \"a.de\" is listed before"},
      {"[scanner.clamd]\nrequird = false\n",
       "F:4: warning: scanner.clamd.requird: is taken as an option"},
      {"[scanner.unused]\nx = 1\n",
       "F:3: warning: scanner.unused.program: the program of scanner"},
      {"scanners = []\n", "F:3: warning: scanners: no scanner is listed"},
      {"user = \"no-such-user\"\n",
       "F:3: warning: user: there is no user \"no-such-user\""},
  };
  for (const auto& row : rows) {
    CAPTURE(row.text);
    const Compiled compiled = site.Compile(row.text);
    CAPTURE(compiled.said);
    CHECK(compiled.errors == 0);
    CHECK(compiled.said.find(row.said) != std::string::npos);
  }
  CHECK(site.Compile("[[domain]]\nrecipient = [\"a.de\"]\n"
                     "client = \"relay\"\n[[domain]]\n"
                     "recipient = [\"a.de\"]\n")
            .said.find("listed before") == std::string::npos);
}

TEST_CASE("tables of other programs may stand there empty") {
  const SiteFolder site;
  CHECK(site.Compile("[relays]\n[notify]\n[console]\n").errors == 0);
}

TEST_CASE("every key of the table refuses a table in its place") {
  const SiteFolder site;
  for (const ConfigKey& key : ConfigKeys()) {
    const std::string section(key.section);
    const std::string name(key.name);
    std::string header;
    if (section == "scanner")
      header = "[scanner.clamd]\n";
    else if (section == "unpacker")
      header = "[unpacker.7z]\n";
    else if (section == "domain")
      header = "[[domain]]\n";
    else if (!section.empty())
      header = "[" + section + "]\n";
    if (name == "queue" || name == "spool") continue;
    CAPTURE(section);
    CAPTURE(name);
    const Compiled compiled = site.Compile(header + name + " = {x = 1}\n");
    CAPTURE(compiled.said);
    CHECK(compiled.errors >= 1);
    CHECK(compiled.said.find(name + ": a table stands here; allowed: ") !=
          std::string::npos);
  }
}

}  // namespace
}  // namespace sallyport::test
