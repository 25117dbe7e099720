// Names that markup gives to files inside it, through the built program.

#include "mail/policy_rules.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

Run UnpackHtml(const std::string& markup) {
  PolicyRule exe;
  exe.name = "program";
  exe.globs = {"*.exe"};
  PolicyRules rules;
  rules.version = "1";
  rules.rules = {exe};
  Setting setting;
  setting.policy = EncodePolicyRules(rules);
  return Unpack("From: a@b\nContent-Type: text/html\n\n" + markup + "\n",
                setting);
}

}  // namespace

TEST_CASE("a rule on names sees what a data: URI is saved as") {
  const Run run = UnpackHtml(
      "<html><a href=\"data:text/plain;base64,SGVsbG8=\" "
      "download=\"evil.exe\">x</a>");
  CHECK(run.code == 0);
  REQUIRE(run.log.parts.size() == 2);
  CHECK(run.log.parts.at(2).bytes == "Hello");
  CHECK(run.log.parts.at(2).begin.name == "evil.exe");
  CHECK(run.log.Found(Cause::kAttachment, "program", 2));
  // In references, so that only what they say is markup.
  CHECK_FALSE(UnpackHtml("<html><a href=\"d&#97;ta&colon;,Hello\" "
                         "d&#111;wnload=x download=\"evil&#46;exe\">x</a>")
                  .log.findings.empty());
}

TEST_CASE("names of URIs by the thousand end") {
  for (const std::string piece :
       {"<a download=x.txt href='data:,a'>", "a.download=n;n='x';'data:,a' ",
        "saveAs(n,n)n='data:,a' ", "<a name=x data:,a "}) {
    std::string many = "<html>";
    while (many.size() < 4000000) many += piece;
    const Run run = UnpackHtml(many);
    CHECK(run.code == 0);
    CHECK(run.log.Flagged("limit"));
  }
}

}  // namespace sallyport
