// Files of Apple machines through the built program.

#include "mail/policy_rules.h"
#include "tests/unpack/apple_file_builder.h"
#include "tests/unpack/program_run.h"

namespace sallyport {

namespace {

Setting NoPrograms() {
  PolicyRule exe;
  exe.name = "program";
  exe.globs = {"*.exe"};
  PolicyRules rules;
  rules.version = "1";
  rules.rules = {exe};
  Setting setting;
  setting.policy = EncodePolicyRules(rules);
  return setting;
}

std::string InBase64(const std::string& fields, const std::string& bytes) {
  return "--b\n" + fields + "Content-Transfer-Encoding: base64\n\n" +
         Base64(bytes);
}

}  // namespace

TEST_CASE("the true name in AppleDouble's first part meets a rule") {
  const Run run = Unpack(
      "From: a@b\nContent-Type: multipart/appledouble; boundary=b\n\n" +
          InBase64("Content-Type: application/applefile; name=a.txt\n",
                   AppleFileOf(kAppleDouble,
                               {{3, "evil.exe"}, {2, "resources"}})) +
          InBase64("Content-Type: text/plain; name=a.txt\n", "data") +
          "--b--\n",
      NoPrograms());
  CHECK(run.code == 0);
  CHECK(run.log.Found(Cause::kAttachment, "program", 2));
  CHECK(run.log.parts.size() == 3);
}

TEST_CASE("what is in AppleSingle's forks is opened") {
  const Run run = Unpack(
      Attachment("a", AppleFileOf(kAppleSingle, {{3, "a.zip"},
                                                 {1, Zip("evil.exe", "x")},
                                                 {2, "GIF89a"}})),
      NoPrograms());
  CHECK(run.code == 0);
  CHECK(run.log.Named("evil.exe").bytes == "x");
  CHECK_FALSE(run.log.findings.empty());
  CHECK(run.log.Named("a.zip").type == "application/zip");
}

TEST_CASE("a Mac's zip has as many parts as files") {
  const std::string blank = AppleFileOf(
      kAppleDouble,
      {{9, std::string(32, '\0')},
       {2, std::string("\0\0\x01\0\0\0\x01\0\0\0\0\0\0\0\0\x1E", 16) +
               "This resource fork intentionally left blank   " +
               std::string(224, '\0')}});
  const Run run =
      Unpack(Attachment("a.zip", Zip("__MACOSX/._report.txt", blank)));
  CHECK(run.code == 0);
  CHECK(run.log.parts.size() == 2);
  CHECK(run.log.parts.at(2).flags.empty());
}

}  // namespace sallyport
