#include "mail/config_keys.h"

#include <array>

namespace sallyport {

namespace {

constexpr int64_t kDay = 86400;
constexpr int64_t kTera = int64_t{1} << 40;
constexpr int64_t kMillion = 1000000;
constexpr std::string_view kCategoryWords =
    "virus attachment policy encrypted unscannable spam trouble";

using enum KeyType;

constexpr std::array kKeys = {
    ConfigKey{"", "spool", kPath, "/var/spool/sallyport", 0, 0, "",
              "Directory of lanes, quarantine, logs, state and keys. On a "
              "local file system."},
    ConfigKey{"", "queue", kPath, "/var/qmail/bin/qmail-queue", 0, 0, "",
              "The real qmail-queue, which takes what may pass."},
    ConfigKey{"", "libexec", kPath, "", 0, 0, "",
              "Directory of sallyport-jail, sallyport-unpack and scanners/. "
              "Without it, the one this sallyport was built for."},
    ConfigKey{"", "scanners", kTextList, "policy", 0, 0, "",
              "The scanners a message meets, in this order."},
    ConfigKey{"", "ask_all", kFlag, "false", 0, 0, "",
              "false: a finding for which everybody refuses the message ends "
              "the scan. true: the scanners behind it are asked all the same, "
              "for the logs; what they find is added, and that one fails "
              "changes nothing any more."},
    ConfigKey{"", "receive_seconds", kNumber, "86400", 1, 7 * kDay, "",
              "How long a client may take to send message and envelope."},
    ConfigKey{"", "deadline_seconds", kNumber, "180", 5, 3600, "",
              "How long all the rest may take, waiting included. Keep it "
              "well under the ten minutes a sender waits."},
    ConfigKey{"", "hostname", kText, "", 0, 0, "",
              "This host's name in trace fields and held messages. Without "
              "it, the system's."},
    ConfigKey{"", "user", kUser, "sallyport", 0, 0, "",
              "Owner of spool, quarantine and keys."},
    ConfigKey{"", "scan_user", kUser, "sallyscan", 0, 0, "",
              "User of the unpacker and of every scanner."},
    ConfigKey{"", "groups", kGroupList, "", 0, 0, "",
              "Supplementary groups of the scan user."},
    ConfigKey{"", "sandbox", kChoice, "require", 0, 0, "require off",
              "require: no message is opened without seccomp, without "
              "Landlock where the kernel has it and, where installed set-uid, "
              "without the change to the scan user. off: for kernels without "
              "seccomp only."},

    ConfigKey{"action", "virus", kAction, "hold+reject", 0, 0, "", "A virus."},
    ConfigKey{"action", "attachment", kAction, "hold+reject", 0, 0, "",
              "A forbidden attachment: its name or type."},
    ConfigKey{"action", "policy", kAction, "hold+reject", 0, 0, "",
              "A rule on header, envelope, size or digest."},
    ConfigKey{"action", "encrypted", kAction, "hold", 0, 0, "",
              "An encrypted archive or document."},
    ConfigKey{"action", "unscannable", kAction, "hold", 0, 0, "",
              "What a scanner says it could not look into."},
    ConfigKey{"action", "limit", kAction, "hold", 0, 0, "",
              "What goes over the unpacking budget of [limits]."},
    ConfigKey{"action", "damaged", kAction, "tag", 0, 0, "",
              "An archive or encoding that breaks off or is inconsistent."},
    ConfigKey{"action", "unopened", kAction, "tag", 0, 0, "",
              "A container that nothing here can open."},
    ConfigKey{"action", "charset", kAction, "tag", 0, 0, "",
              "Text in a charset that is unknown here."},
    ConfigKey{"action", "sealed", kAction, "deliver", 0, 0, "",
              "Mail sealed end to end: PGP, S/MIME."},
    ConfigKey{"action", "trouble", kAction, "hold", 0, 0, "",
              "A message whose scan keeps failing."},

    ConfigKey{"action", "spam", kAction, "reject", 0, 0, "",
              "What is done from the score spam.reject on, and the most that "
              "is done for a lower score: hold never refuses, tag never "
              "holds."},

    ConfigKey{"spam", "tag", kScore, "5", 0, 0, "",
              "Score from which a message is tagged."},
    ConfigKey{"spam", "hold", kScore, "10", 0, 0, "",
              "Score from which a message is held."},
    ConfigKey{"spam", "reject", kScore, "15", 0, 0, "",
              "Score from which a message is refused."},

    ConfigKey{"callers", "network", kUserList, "qmaild", 0, 0, "",
              "Users whose TCPREMOTEIP, RELAYCLIENT and SALLYPORT_* are "
              "believed; all others are local."},
    ConfigKey{"callers", "send", kUser, "qmails", 0, 0, "",
              "The user of qmail-send. A bounce is never refused."},
    ConfigKey{"callers", "error_fd", kNumber, "6", 3, 9, "",
              "The descriptor on which the SMTP server waits for a text, "
              "where ERROR_FD does not name it. 4 only for a server patched "
              "with the first version of the error patch."},
    ConfigKey{"callers", "allow_none", kFlag, "false", 0, 0, "",
              "true: SALLYPORT_SCANNERS=none in tcprules lets a client's "
              "mail pass unscanned."},

    ConfigKey{"reply", "reject", kText,
              "message refused by the policy of this site", 0, 0, "",
              "What the client is told of a message refused for good. The "
              "message's id is added. Engines and signatures are not named."},
    ConfigKey{"reply", "defer", kText,
              "message cannot be checked now, try again later", 0, 0, "",
              "What the client is told of a deferred message."},

    ConfigKey{"limits", "message_bytes", kBytes, "1G", 1024, kTera, "",
              "The largest message."},
    ConfigKey{"limits", "recipients", kNumber, "200000", 1, 10 * kMillion, "",
              "The most recipients of one message."},
    ConfigKey{"limits", "free_bytes", kBytes, "100M", 0, kTera, "",
              "The file system of the spool, and that of its lanes, must have "
              "so much free, else every message is deferred."},
    ConfigKey{"limits", "unpack_seconds", kNumber, "30", 1, 3600, "",
              "Wall time for unpacking one message."},
    ConfigKey{"limits", "unpack_cpu_seconds", kNumber, "30", 1, 3600, "",
              "CPU time for unpacking one message."},
    ConfigKey{"limits", "unpack_memory", kBytes, "512M", 64 << 20, kTera, "",
              "Address space of the unpacker."},
    ConfigKey{"limits", "depth", kNumber, "50", 1, 1000, "",
              "How deep parts may lie in parts."},
    ConfigKey{"limits", "parts", kNumber, "10000", 1, 100000, "",
              "The most parts of one message."},
    ConfigKey{"limits", "part_bytes", kBytes, "512M", 1024, kTera, "",
              "The largest part."},
    ConfigKey{"limits", "total_bytes", kBytes, "1G", 1024, kTera, "",
              "All parts of one message together."},
    ConfigKey{"limits", "ratio", kNumber, "250", 10, kMillion, "",
              "All parts together may be so many times the message, once "
              "they are over 16 MB."},

    ConfigKey{"unpack", "passwords", kTextList, "", 0, 0, "",
              "Passwords that encrypted members of zips, and PDFs, are tried "
              "with: at most 8 kB."},
    ConfigKey{"unpack", "try_passwords_from_text", kFlag, "false", 0, 0, "",
              "true: words of a message's texts that stand near a word for "
              "\"password\" are tried, too, where the text comes first."},

    ConfigKey{"lanes", "slots", kNumber, "16", 1, 1000, "",
              "How many messages are scanned at a time."},
    ConfigKey{"lanes", "wait_seconds", kNumber, "30", 0, 3600, "",
              "How long a message waits for a slot."},

    ConfigKey{"quarantine", "max_bytes", kBytes, "10G", 1 << 20, kTera, "",
              "The most bytes held, copies in .archive not counted. At the cap "
              "a hold+reject only rejects, a hold defers."},
    ConfigKey{"quarantine", "max_items", kNumber, "100000", 1, 100 * kMillion,
              "", "The most messages held."},
    ConfigKey{"quarantine", "same", kNumber, "20", 1, kMillion, "",
              "How many messages with the same finding in the same part are "
              "held in an hour."},
    ConfigKey{"quarantine", "archive_bytes", kBytes, "10G", 1 << 20, kTera, "",
              "The most bytes of copies in .archive. At the cap mail is handed "
              "on without a copy, and descriptor 2 says so for each message: "
              "an archive that must not miss one is to be emptied in time."},
    ConfigKey{"quarantine", "archive_items", kNumber, "100000", 1,
              100 * kMillion, "",
              "The most copies in .archive; as archive_bytes."},
    ConfigKey{"quarantine", "key", kText, "", 0, 0, "",
              "Name of the key in spool/keys/ that signs holds. Without it, "
              "the last by name."},
    ConfigKey{"quarantine", "archive", kTextList, "", 0, 0, "",
              "Addresses and domains, of senders or recipients, whose mail "
              "is copied to .archive when it is handed on; \"all\" for all "
              "mail."},

    ConfigKey{"notify", "postmaster", kTextList, "postmaster", 0, 0, "",
              "Addresses that are told when a required scanner is down, and "
              "what tell_postmaster names."},
    ConfigKey{"notify", "tell_postmaster", kChoiceList, "", 0, 0,
              kCategoryWords,
              "Categories of which the postmaster is told when a message is "
              "held."},
    ConfigKey{"notify", "tell_recipient", kChoiceList, "", 0, 0, kCategoryWords,
              "Categories of which each recipient in one of `domains` is told "
              "when a message to them is held."},
    ConfigKey{"notify", "tell_sender", kChoiceList, "", 0, 0, kCategoryWords,
              "Categories of which the sender is told: only one in one of "
              "`domains` whose client had RELAYCLIENT set, never anyone "
              "else."},
    ConfigKey{"notify", "digest", kChoiceList, "", 0, 0, kCategoryWords,
              "Categories that are listed in the digests of recipients in one "
              "of `domains`."},
    ConfigKey{"notify", "digest_items", kNumber, "100", 1, 1000, "",
              "The most messages that a digest lists; the rest is counted."},
    ConfigKey{"notify", "domains", kTextList, "", 0, 0, "",
              "The site's own domains, with their subdomains, and addresses: "
              "besides postmasters nobody else is ever told anything."},
    ConfigKey{"notify", "forging", kTextList,
              "*klez*,*sobig*,*sober*,*netsky*,*bagle*,*mydoom*,*mytob*,"
              "*bugbear*,*yaha*,*swen*,*dumaru*,*mimail*,*phish*,*spoof*,"
              "*emotet*",
              0, 0, "",
              "Patterns of names of findings whose senders are forged: nobody "
              "is told of them. * stands for any text."},
    ConfigKey{"notify", "language", kText, "en", 0, 0, "",
              "The folder of templates: en and de are shipped."},
    ConfigKey{"notify", "templates", kText, "", 0, 0, "",
              "The folder with a folder for each language, an absolute path. "
              "Without it, the shipped one."},
    ConfigKey{"notify", "from", kText, "", 0, 0, "",
              "Address in the field From of notices. Without it, postmaster "
              "at this host. Their envelope sender is always the null one."},
    ConfigKey{"notify", "per_hour", kNumber, "20", 1, 100000, "",
              "The most notices to one address in an hour. The next one after "
              "that says how many there were not."},
    ConfigKey{"notify", "all_per_hour", kNumber, "500", 1, 100000, "",
              "The most notices in an hour."},
    ConfigKey{"notify", "down_seconds", kNumber, "300", 1, kDay, "",
              "How long a required scanner has failed, and not succeeded, "
              "before the postmaster is told."},

    ConfigKey{"scanner", "program", kText, "", 0, 0, "",
              "The plugin: an absolute path, or the name of a shipped one. "
              "Without it, the shipped one of this table's name."},
    ConfigKey{"scanner", "required", kFlag, "true", 0, 0, "",
              "false: mail passes when this scanner fails."},
    ConfigKey{"scanner", "backup", kText, "", 0, 0, "",
              "The scanner that is asked instead when this one fails; what it "
              "says counts as if this one had said it. It has a table, or is a "
              "shipped one, and no backup of its own."},
    ConfigKey{"scanner", "seconds", kNumber, "60", 1, 3600, "",
              "Wall time for one message."},
    ConfigKey{"scanner", "cpu_seconds", kNumber, "60", 1, 3600, "",
              "CPU time of one process for one message."},
    ConfigKey{"scanner", "memory", kBytes, "2G", 1 << 20, kTera, "",
              "Address space of one process."},
    ConfigKey{"scanner", "file_size", kBytes, "1G", 0, kTera, "",
              "The largest file it may write."},
    ConfigKey{"scanner", "files", kNumber, "256", 8, 65536, "",
              "Open descriptors of one process."},
    ConfigKey{"scanner", "processes", kChoice, "", 0, 0, "0 any",
              "0: it may not fork (default for shipped plugins). \"any\": it "
              "may (default for a site's own)."},
    ConfigKey{"scanner", "read", kPathList, "", 0, 0, "",
              "Further files and directories it may read, and programs it may "
              "run. They must exist and not open the spool."},
    ConfigKey{"scanner", "write", kPathList, "", 0, 0, "",
              "Files and directories it may read and write, as far as its user "
              "may; as read."},
    ConfigKey{"scanner", "early", kFlag, "false", 0, 0, "",
              "true: if it is the first plugin, it begins with the message "
              "while the parts are still unpacked, and is told when they are "
              "there. Only for plugins that wait for that: the shipped ones, "
              "and what sallyport-scanner(5) tells of."},
    ConfigKey{"scanner", "sockets", kChoiceList, "", 0, 0, "unix inet",
              "Kinds of sockets it may open; none if empty."},
    ConfigKey{"scanner", "may_except", kChoiceList, "", 0, 0,
              "virus attachment policy encrypted spam",
              "Categories of findings that its `except` lifts."},
    ConfigKey{"scanner", "headers", kTextList, "", 0, 0, "",
              "Header fields it may add; a * at the end stands for the "
              "rest."},
    ConfigKey{"scanner", "definition", kText, "", 0, 0, "",
              "Takes its keys from definitions/NAME.toml beside the shipped "
              "plugins; what is said here goes before."},

    ConfigKey{"unpacker", "types", kTextList, "", 0, 0, "",
              "The types, as MANIFEST names them, of parts that it opens; "
              "\"*\" for all that nothing else could."},
    ConfigKey{"unpacker", "program", kPath, "", 0, 0, "",
              "The program. Without it, the shipped one of this table's "
              "name."},
    ConfigKey{"unpacker", "seconds", kNumber, "60", 1, 3600, "",
              "Wall time for one part."},
    ConfigKey{"unpacker", "cpu_seconds", kNumber, "60", 1, 3600, "",
              "CPU time of one process for one part."},
    ConfigKey{"unpacker", "memory", kBytes, "2G", 1 << 20, kTera, "",
              "Address space of one process."},
    ConfigKey{"unpacker", "file_size", kBytes, "1G", 0, kTera, "",
              "The largest file it may write."},
    ConfigKey{"unpacker", "files", kNumber, "256", 8, 65536, "",
              "Open descriptors of one process."},
    ConfigKey{"unpacker", "read", kPathList, "", 0, 0, "",
              "Further files and directories it may read."},

    ConfigKey{"domain", "recipient", kTextList, "", 0, 0, "",
              "Addresses and domains of recipients. A domain covers its "
              "subdomains, user@domain covers user-ext@domain."},
    ConfigKey{"domain", "sender", kTextList, "", 0, 0, "",
              "Addresses and domains of envelope senders."},
    ConfigKey{"domain", "client", kChoice, "", 0, 0, "network relay local",
              "network: from the net; relay: with RELAYCLIENT set; local: "
              "no SMTP client."},
    ConfigKey{"domain", "scanners", kTextList, "", 0, 0, "",
              "The scanners that count for these recipients."},
    ConfigKey{"domain", "optional", kTextList, "", 0, 0, "",
              "Those of the scanners that may fail for these recipients, in "
              "place of each scanner's own `required`."},
    ConfigKey{"domain", "ask_all", kFlag, "false", 0, 0, "",
              "As the ask_all of the whole site; one recipient who says true "
              "is enough."},
};

}  // namespace

std::span<const ConfigKey> ConfigKeys() { return kKeys; }

const ConfigKey* FindConfigKey(std::string_view section,
                               std::string_view name) {
  for (const ConfigKey& key : kKeys)
    if (key.section == section && key.name == name) return &key;
  return nullptr;
}

}  // namespace sallyport
