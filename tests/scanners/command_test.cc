// The plugin for command-line engines, run as a program, with engines that
// behave in every way: only what an engine says in all clearness counts.

#include <doctest/doctest.h>

#include "tests/scanners/plugin_run.h"

namespace sallyport {

using test::PluginAnswer;
using test::PluginOptions;
using test::PluginSite;

namespace {

PluginOptions Options() {
  return {{"CLEAN", "0"},
          {"FOUND", "1\n3"},
          {"ENCRYPTED", "7"},
          {"UNSCANNABLE", "8\n9"},
          {"NAME", ": (.+) FOUND$"},
          {"PART", "^(.+): "},
          {"ENCRYPTED_LINE", "password protected"},
          {"UNSCANNABLE_LINE", "could not be scanned"},
          {"ARGUMENTS", "--all\n%p\n%m"},
          {"ENGINE", "Fake 1.0"}};
}

/// The plugin's answer where the engine is this shell script; in it, $p is
/// the folder of parts and $m the message.
PluginAnswer Run(const std::string& engine, const PluginOptions& changes = {},
                 const std::string& without = "") {
  const PluginSite site;
  PluginOptions options = Options();
  options["PATH"] = site.place().WriteScript("engine", "p=$2; m=$3\n" + engine);
  for (const auto& [key, value] : changes) options[key] = value;
  options.erase(without);
  return site.Run("command", options);
}

std::string Findings(const PluginAnswer& answer) {
  return test::Findings(answer, "engine\tFake 1.0\n");
}

std::string FindingsOf(const std::string& engine) {
  return Findings(Run(engine));
}

}  // namespace

TEST_CASE("a clean code without a word is clean") {
  CHECK(FindingsOf("exit 0\n") == "");
  CHECK(FindingsOf("echo \"$p/0001: OK\"; exit 0\n") == "");
}

TEST_CASE("a signature is named with the part it was found in") {
  CHECK(FindingsOf("echo \"$p/0012.zip: Eicar-Test FOUND\"; exit 1\n") ==
        "virus\tEicar-Test\t12\n");
  CHECK(FindingsOf("echo \"$m: Eicar-Test FOUND\" >&2; exit 3\n") ==
        "virus\tEicar-Test\t0\n");
  CHECK(FindingsOf("echo \"/elsewhere/0001: A FOUND\"; exit 1\n") ==
        "virus\tA\t-\n");
  CHECK(FindingsOf("echo \"$p/0001: A FOUND\"; echo \"$p/0001: B FOUND\"\n"
                   "exit 1\n") == "virus\tA\t1\nvirus\tB\t1\n");
}

TEST_CASE("a part inside a part is told as the part that is there") {
  CHECK(FindingsOf("echo \"$p/0012.zip/a/b: A FOUND\"; exit 1\n") ==
        "virus\tA\t12\n");
  CHECK(FindingsOf("echo \"$p/0012.zip->b: A FOUND\"; exit 1\n") ==
        "virus\tA\t12\n");
}

TEST_CASE("found without a name is found") {
  CHECK(FindingsOf("exit 1\n") == "virus\tunnamed\t-\n");
  CHECK(FindingsOf("echo rubbish; exit 3\n") == "virus\tunnamed\t-\n");
}

TEST_CASE("a name's odd bytes are escaped") {
  CHECK(FindingsOf("printf \"$p/0001: a\\tb\\001\\377 FOUND\\n\"; exit 1\n") ==
        "virus\ta\\tb\\x01\\xff\t1\n");
}

TEST_CASE("any other code means not scanned") {
  for (const char* code : {"2", "4", "10", "50", "126", "127", "255"})
    CHECK(FindingsOf("exit " + std::string(code) + "\n") == "not scanned");
  CHECK(FindingsOf("echo \"$p/0001: A FOUND\"; exit 2\n") == "not scanned");
}

TEST_CASE("a signal means not scanned") {
  for (const char* signal : {"9", "11", "6", "15"})
    CHECK(FindingsOf("kill -" + std::string(signal) + " $$\n") ==
          "not scanned");
  CHECK(FindingsOf("echo \"$p/0001: A FOUND\"; kill -9 $$\n") == "not scanned");
}

TEST_CASE("a clean code that names a signature means not scanned") {
  CHECK(FindingsOf("echo \"$p/0001: A FOUND\"; exit 0\n") == "not scanned");
  CHECK(FindingsOf("echo \"$p/0001: A FOUND\"; exit 7\n") == "not scanned");
}

TEST_CASE("encrypted, by code or by line, whatever the code") {
  CHECK(FindingsOf("exit 7\n") == "encrypted\tencrypted\t-\n");
  for (const char* code : {"0", "7"})
    CHECK(FindingsOf("echo \"$p/0001: password protected\"; exit " +
                     std::string(code) + "\n") == "encrypted\tencrypted\t1\n");
  CHECK(FindingsOf("echo \"$p/0001: A FOUND\"\n"
                   "echo \"$p/0012.zip: password protected\"; exit 1\n") ==
        "virus\tA\t1\nencrypted\tencrypted\t12\n");
}

TEST_CASE("unscannable, by code or by line, whatever the code") {
  const std::string reason = "unscannable\tnot scanned by the engine\t";
  CHECK(FindingsOf("exit 8\n") == reason + "-\n");
  CHECK(FindingsOf("exit 9\n") == reason + "-\n");
  CHECK(FindingsOf("echo \"$p/0012.zip: could not be scanned\"; exit 0\n") ==
        reason + "12\n");
}

TEST_CASE("the engine gets its arguments, no input and a bare environment") {
  const PluginAnswer answer =
      Run("[ $# = 3 ] || exit 50\n"
          "[ \"$1\" = --all ] || exit 51\n"
          "[ \"$(cat \"$2/0001\")\" = one ] || exit 52\n"
          "grep -q '^From: a' \"$3\" || exit 53\n"
          "[ -z \"$(cat)\" ] || exit 54\n"
          "[ -z \"$SALLYPORT_MESSAGE$SALLYPORT_OPT_PATH\" ] || exit 55\n"
          "[ -d \"$TMPDIR\" ] && [ \"$HOME\" = \"$TMPDIR\" ] || exit 56\n"
          "[ \"$PATH $LC_ALL\" = '/usr/bin:/bin C' ] || exit 57\n"
          "exit 0\n");
  INFO(answer.errors);
  CHECK(Findings(answer) == "");
}

TEST_CASE("an engine that is not there means not scanned, and is named") {
  const PluginAnswer answer = Run("", {{"PATH", "/nonexistent/engine"}});
  CHECK(Findings(answer) == "not scanned");
  CHECK(answer.errors.find("/nonexistent/engine") != std::string::npos);
  CHECK(Findings(Run("", {{"PATH", "/etc/passwd"}})) == "not scanned");
}

TEST_CASE("a table that lacks a key, or has a bad pattern, means not scanned") {
  for (const char* key : {"PATH", "CLEAN", "FOUND"}) {
    CHECK(Findings(Run("exit 0\n", {}, key)) == "not scanned");
    CHECK(Findings(Run("exit 0\n", {{key, ""}})) == "not scanned");
  }
  for (const char* key : {"NAME", "PART", "ENCRYPTED_LINE", "UNSCANNABLE_LINE"})
    CHECK(Findings(Run("exit 0\n", {{key, "("}})) == "not scanned");
}

TEST_CASE("a code that is on two lists is the graver of the two") {
  CHECK(Findings(Run("exit 0\n", {{"UNSCANNABLE", "0"}})) ==
        "unscannable\tnot scanned by the engine\t-\n");
  CHECK(Findings(Run("exit 7\n", {{"CLEAN", "0\n7"}})) ==
        "encrypted\tencrypted\t-\n");
}

TEST_CASE("a code that may be clean or found is what the lines say") {
  const PluginOptions both = {{"CLEAN", "0\n1"}};
  CHECK(Findings(Run("exit 1\n", both)) == "");
  CHECK(Findings(Run("echo \"$p/0001: A FOUND\"; exit 1\n", both)) ==
        "virus\tA\t1\n");
}

TEST_CASE("found, but only what could not be looked into, is that") {
  CHECK(FindingsOf("echo \"$p/0001: password protected\"; exit 1\n") ==
        "encrypted\tencrypted\t1\n");
}

TEST_CASE("a line too much for a pattern means not scanned") {
  CHECK(Findings(Run("head -c 60 /dev/zero | tr '\\0' a; echo b; exit 0\n",
                     {{"NAME", "^(a+)+$"}})) == "not scanned");
}

TEST_CASE("output without an end means not scanned") {
  CHECK(FindingsOf("head -c 9000000 /dev/zero; exit 0\n") == "not scanned");
}

TEST_CASE("an engine that has no name of its own is told by its path") {
  const PluginAnswer answer = Run("exit 0\n", {}, "ENGINE");
  CHECK(answer.end.Succeeded());
  CHECK(answer.output.starts_with("engine\t/"));
  CHECK(answer.output.ends_with("/engine\ndone\n"));
}

}  // namespace sallyport
