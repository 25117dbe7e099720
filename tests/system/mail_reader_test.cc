// mutt and an IMAP server open the quarantine as it is.

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "tests/system/site.h"

using namespace sallyport::test;
namespace fs = std::filesystem;

namespace {

int RunShell(const std::string& command) {
  return WEXITSTATUS(std::system(command.c_str()));
}

/// A site that has held one message.
void HoldOne(Site* site, const std::string& message) {
  CHECK(site->Send(message).end.code == 82);
  REQUIRE(site->Held(".attachment").size() == 1);
}

}  // namespace

TEST_CASE("mutt opens a folder of the quarantine and copies a message") {
  Site site;
  const std::string message = MessageWithAttachment("a.exe", "abc");
  HoldOne(&site, message);
  const std::string copy = site.Path("copy.mbox");
  WriteWholeFile(site.Path("muttrc"),
                 "set quit=yes\nset confirmappend=no\nset confirmcreate=no\n"
                 "set wait_key=no\nset copy=yes\nset folder=" +
                     site.path() +
                     "\n"
                 "push \"<copy-message><kill-line>" +
                     copy + "<enter><sync-mailbox><quit>\"\n");
  // It wants a terminal: script(1) gives it one, as long as its own input
  // does not end.
  CHECK(RunShell("sleep 3 | TERM=xterm HOME=" + site.path() +
                 " timeout 30 script -qec 'mutt -n -F " +
                 site.Path("muttrc") + " -f " +
                 site.Path("spool/quarantine/.attachment") +
                 "' /dev/null > " + site.Path("mutt.out")) == 0);
  REQUIRE(fs::exists(copy));
  const std::string copied = ReadWholeFile(copy);
  CHECK(copied.find("X-Sallyport-Quarantine: 1 ") != std::string::npos);
  CHECK(copied.find("Subject: with an attachment\n") != std::string::npos);
  CHECK(copied.find("See the attachment.\n") != std::string::npos);
  // Read, it is in cur now, and still ours and whole.
  REQUIRE(site.Held(".attachment").size() == 1);
  CHECK(site.Held(".attachment")[0].ends_with(message));
}

TEST_CASE("Dovecot serves the quarantine by IMAP") {
  constexpr const char* kImap = "/usr/lib/dovecot/imap";
  if (!fs::exists(kImap)) {
    MESSAGE("skipped: needs the package dovecot-imapd");
    return;
  }
  Site site;
  const std::string message = MessageWithAttachment("a.exe", "abc");
  HoldOne(&site, message);
  // It does not serve root: then a copy, owned by somebody else.
  const bool root = ::getuid() == 0;
  const std::string uid = std::to_string(root ? 65534 : ::getuid());
  const std::string gid = std::to_string(root ? 65534 : ::getgid());
  const std::string mail = site.Path("mail");
  fs::create_directory(mail);
  REQUIRE(RunShell("cp -a " + site.Path("spool/quarantine") + " " + mail +
                   "/quarantine && mkdir " + mail + "/run") == 0);
  if (root) {
    REQUIRE(RunShell("chmod 755 " + site.path() + " && chown -R " + uid + " " +
                     mail) == 0);
  }
  WriteWholeFile(mail + "/dovecot.conf",
                 "mail_location = maildir:" + mail + "/quarantine\nmail_uid=" +
                     uid + "\nmail_gid=" + gid + "\nfirst_valid_uid=1\n" +
                     "first_valid_gid=1\nssl=no\nlog_path=/dev/stderr\n" +
                     "base_dir=" + mail + "/run\nnamespace inbox {\n" +
                     " inbox = yes\n separator = .\n}\n");
  WriteWholeFile(mail + "/commands",
                 "a1 LIST \"\" \"*\"\r\na2 SELECT attachment\r\n"
                 "a3 FETCH 1 (BODY[])\r\na4 LOGOUT\r\n");
  const std::string drop =
      root ? "setpriv --reuid " + uid + " --regid " + gid + " --clear-groups "
           : "";
  RunShell("cat " + mail + "/commands | USER=nobody HOME=" + mail +
           " timeout 30 " + drop + kImap + " -c " + mail +
           "/dovecot.conf 2>&1 | cat > " + site.Path("imap.out"));
  const std::string answer = ReadWholeFile(site.Path("imap.out"));
  INFO(answer);
  for (const char* folder : {"virus", "attachment", "policy", "encrypted",
                             "error", "spam", "released", "archive"})
    CHECK(answer.find("\"" + std::string(".\" ") + folder) !=
          std::string::npos);
  CHECK(answer.find("* 1 EXISTS") != std::string::npos);
  CHECK(answer.find("X-Sallyport-Quarantine: 1 ") != std::string::npos);
  CHECK(answer.find("See the attachment.\r\n") != std::string::npos);
  CHECK(answer.find("a3 OK") != std::string::npos);
}
