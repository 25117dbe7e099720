// sallyport-yarac: rules of a site to compiled ones, or to mistakes with file
// and line.

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "mail/compiled_rules.h"
#include "scanners/yarac_calls.h"
#include "tests/scanners/yara_rule_set.h"

namespace sallyport {

using test::RunYarac;
using test::YaracOutcome;

namespace {

/// What is told of one file of the set.
std::string Told(const std::string& set, const std::string& text) {
  const YaracOutcome outcome = RunYarac({{set, "/r/a.yar", text}});
  CHECK(outcome.end.exited);
  CHECK((outcome.end.code == 0) == outcome.errors.empty());
  CHECK((outcome.end.code == 0) == !outcome.output.empty());
  return outcome.errors;
}

std::string Rule(const std::string& meta, const std::string& condition) {
  return "rule r {\n" + (meta.empty() ? "" : "meta: " + meta + "\n") +
         "condition: " + condition + "\n}\n";
}

}  // namespace

TEST_CASE("yarac: what it compiles is told apart by engine and sources") {
  const YaracOutcome outcome =
      RunYarac({{"virus", "a.yar", Rule("", "true")}});
  REQUIRE(outcome.end.Succeeded());
  const auto rules = DecodeCompiledRules(outcome.output);
  REQUIRE(rules.ok());
  CHECK(rules.value().engine.starts_with("yara 4."));
  const auto again = DecodeCompiledRules(
      RunYarac({{"virus", "a.yar", Rule("", "true") + " "}}).output);
  CHECK(again.value().source != rules.value().source);
}

TEST_CASE("yarac: mistakes stand where they were made") {
  CHECK(Told("virus", Rule("", "true")) == "");
  CHECK(Told("virus", Rule("", "zzz")) ==
        "error\t/r/a.yar\t2\tundefined identifier \"zzz\"\n");
  CHECK(Told("virus", "rule a { condition: zzz }\nrule b { condition: yyy }")
            .find("\t2\tundefined identifier \"yyy\"") != std::string::npos);
  CHECK(Told("virus", "\n\nrule a { condition: }").find("a.yar\t3\tsyntax") !=
        std::string::npos);
  CHECK(Told("virus", "").find("there is no rule in this file") !=
        std::string::npos);
  CHECK(Told("virus", "// rule a { condition: true }\n")
            .find("there is no rule in this file") != std::string::npos);
  CHECK(Told("virus", Rule("", "true") + std::string(1, '\0') + "x")
            .find("NUL") != std::string::npos);
}

TEST_CASE("yarac: the meta of a rule is right before it goes live") {
  CHECK(Told("spam", "rule a { meta: score = 1 condition: true }\n" +
                         Rule("", "true")) ==
        "error\t/r/a.yar\t2\trule r: meta score is missing; allowed: "
        "score = 3, or score = \"2.5\"\n");
  CHECK(Told("spam", Rule("score = \"2,5\"", "true")).find("\"2,5\"") !=
        std::string::npos);
  CHECK(Told("spam", Rule("score = \"2.5\"", "true")) == "");
  CHECK(Told("exceptions", Rule("", "true")).find("except is missing") !=
        std::string::npos);
  CHECK(Told("exceptions",
             Rule("except = \"A\" except = \"B C\"", "true")) == "");
  CHECK(Told("spam", "private rule p { condition: true }\n" +
                         Rule("score = 1", "p")) == "");
}

TEST_CASE("yarac: files of a set see each other, sets do not") {
  CHECK(RunYarac({{"virus", "a.yar", "rule a { condition: true }"},
                  {"virus", "b.yar", "rule b { condition: a }"}})
            .end.Succeeded());
  CHECK(RunYarac({{"virus", "a.yar", "rule a { condition: true }"},
                  {"exceptions", "b.yar",
                   "rule a { meta: except = \"X\" condition: true }"}})
            .end.Succeeded());
  const YaracOutcome twice =
      RunYarac({{"virus", "a.yar", "rule a { condition: true }"},
                {"virus", "b.yar", "rule a { condition: true }"}});
  CHECK(twice.errors.find("error\tb.yar\t1\tduplicated identifier") !=
        std::string::npos);
}

TEST_CASE("yarac: a rule file names no other file, and no absent module") {
  CHECK(Told("virus", "include \"/etc/passwd\"\n" + Rule("", "true"))
            .find("a.yar\t1\tincludes are disabled") != std::string::npos);
  CHECK(Told("virus", "import \"magic\"\n" + Rule("", "true"))
            .find("\"magic\", which the plugin does not have") !=
        std::string::npos);
  CHECK(Told("virus", "import \"cuckoo\"\n" + Rule("", "true")) != "");
  CHECK(Told("virus", "import \"nothing\"\n" + Rule("", "true")) != "");
  for (const char* module : {"pe", "elf", "hash", "math", "dotnet", "macho",
                             "dex", "time", "console"})
    CHECK(Told("virus", "import \"" + std::string(module) + "\"\n" +
                            Rule("", "true")) == "");
}

TEST_CASE("yarac: the examples of sallyport-yara(5) have no mistake") {
  const Result<std::string> page =
      ReadFile(AT_FDCWD, "contrib/sallyport-yara.5", 1 << 20);
  REQUIRE(page.ok());
  std::string text = page.value().substr(page.value().find(".SH EXAMPLES"));
  for (const auto& [roff, plain] :
       {std::pair("\\e", "\\"), std::pair("\\-", "-")})
    for (size_t at = 0; (at = text.find(roff, at)) != std::string::npos; ++at)
      text.replace(at, 2, plain);
  int rules = 0;
  for (size_t at = 0; (at = text.find(".nf\n", at)) != std::string::npos;) {
    at += 4;
    const std::string rule = text.substr(at, text.find(".fi\n", at) - at);
    const auto has = [&rule](const char* word) {
      return rule.find(word) != std::string::npos;
    };
    CHECK(Told(has("score =")    ? "spam"
               : has("except =") ? "exceptions"
                                 : "virus",
               rule) == "");
    ++rules;
  }
  CHECK(rules == 4);
}

TEST_CASE("yarac: what it is told must be whole, and whom it becomes no root") {
  const std::string input =
      EncodeRuleSources({{"virus", "a.yar", Rule("", "true")}});
  for (size_t n = 0; n < input.size(); ++n)
    CHECK(RunYarac(input.substr(0, n)).end.code == 2);
  CHECK(RunYarac(input, {"0", "0"}).end.code == 2);
  CHECK(RunYarac(input, {"65534"}).end.code == 2);
  if (::geteuid() != 0)
    CHECK(RunYarac(input, {"65534", "65534"}).end.code == 2);
  else
    CHECK(RunYarac(input, {"65534", "65534"}).end.Succeeded());
}

#ifndef SALLYPORT_SANITIZED
TEST_CASE("yarac: while it reads rules it has no way to anything else") {
  const pid_t pid = ::fork();
  REQUIRE(pid >= 0);
  if (pid == 0) {
    if (!ConfineYaracCalls()) ::_exit(1);
    char* const none[] = {nullptr};
    if (::open("/dev/null", O_RDONLY) >= 0) ::_exit(2);
    if (::socket(AF_UNIX, SOCK_STREAM, 0) >= 0) ::_exit(3);
    if (::kill(::getppid(), 0) == 0) ::_exit(4);
    if (::fork() >= 0) ::_exit(5);
    ::execve("/bin/true", none, none);
    ::_exit(errno == EPERM ? 0 : 6);
  }
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}
#endif

}  // namespace sallyport
