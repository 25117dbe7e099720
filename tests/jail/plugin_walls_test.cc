// From inside a plugin's walls, as root and as an ordinary user: the files that
// it may open, the sockets it may have, the processes it can reach. Nobody here
// changes id: what keeps the plugin from anything is never that it belongs to
// another.

#include <doctest/doctest.h>
#include <linux/landlock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/jail/jail_site.h"

namespace sallyport {

using test::BuiltPath;
using test::ConfigValues;
using test::JailedRun;
using test::JailSite;
using test::TemporaryDirectory;
namespace fs = std::filesystem;

namespace {

long LandlockVersion() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0,
                   LANDLOCK_CREATE_RULESET_VERSION);
}

/// True, and said so, where this kernel cannot show it.
bool Without(long version) {
  if (LandlockVersion() >= version) return false;
  MESSAGE("skipped: needs Landlock of version " << version);
  return true;
}

/// The lines of a shell script: `try NAME COMMAND...` is a finding if it
/// succeeds, `must COMMAND...` ends it without an answer if it does not.
std::string Trying(const std::string& lines) {
  return "try() {\n  name=$1; shift\n"
         "  if (eval \"$@\") > /dev/null 2>&1; then\n"
         "    printf 'policy\\t%s\\t-\\n' \"$name\"; fi\n}\n"
         "must() {\n  (eval \"$@\") || { echo \"$@\" >&2; exit 9; }\n}\n" +
         lines + "echo done\n";
}

/// A slot as the gate fills it, beside another one and what is the gate's.
void FillSpool(const JailSite& site) {
  const TemporaryDirectory& place = site.place();
  const std::string slot = "spool/lanes/main/0/";
  for (const char* file : {"message", "MANIFEST", "recipients", "parts/0001",
                           "envelope", "key"})
    place.Write(slot + file, "bytes");
  for (const char* directory : {"spool/lanes/main/1/parts", "spool/keys",
                                "spool/quarantine/.virus/new", "spool/log"})
    place.MakeDirectory(directory);
  for (const char* file :
       {"spool/lanes/main/1/message", "spool/lanes/main/1/parts/0001",
        "spool/keys/1", "spool/quarantine/.virus/new/1",
        "spool/log/messages.log"})
    place.Write(file, "of another");
}

JailedRun RunLines(const std::string& lines, const ConfigValues& extra = {}) {
  const TemporaryDirectory place;
  const JailSite site(place.WriteScript("house", Trying(lines)), extra);
  FillSpool(site);
  return site.Scan();
}

std::string List(const std::vector<std::string>& items) {
  return FormatConfigList(items);
}

/// A listening socket of the test.
class Listener {
 public:
  /// A name that begins with @ is an abstract one.
  explicit Listener(const std::string& name)
      : fd_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    struct sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.c_str(), name.size());
    if (name[0] == '@') address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(
        offsetof(struct sockaddr_un, sun_path) + name.size());
    REQUIRE(::bind(fd_.get(), reinterpret_cast<struct sockaddr*>(&address),
                   length) == 0);
    REQUIRE(::listen(fd_.get(), 16) == 0);
  }

 private:
  Fd fd_;
};

/// Perl's words for a connection to a socket.
std::string Connect(const std::string& name) {
  const std::string path =
      name[0] == '@' ? "\"\\0" + name.substr(1) + "\"" : "\"" + name + "\"";
  return "'perl -MSocket -e '\\''socket(S, AF_UNIX, SOCK_STREAM, 0) && "
         "connect(S, pack_sockaddr_un(" + path + ")) or exit 1'\\'''";
}

}  // namespace

TEST_CASE("a plugin has its message, its scratch and the system's programs") {
  const JailedRun run = RunLines(
      "for file in $SALLYPORT_MESSAGE $SALLYPORT_MANIFEST "
      "$SALLYPORT_RECIPIENTS $SALLYPORT_PARTS/0001; do\n"
      "  must '[ \"$(cat $file)\" = bytes ]'\ndone\n"
      "must '[ \"$(ls $SALLYPORT_PARTS)\" = 0001 ]'\n"
      "must 'cat | grep -q body'\n"
      "must 'head -c 9 /dev/zero /dev/urandom /dev/random > /dev/null'\n"
      "must 'mkdir a b && echo x > a/x && ln a/x b/y && mv a/x b/x'\n"
      "must 'ln -s b c && ls c/ . > list && cp b/x b/z && truncate -s 0 b/z'\n"
      "must 'echo more >> b/x && rm -r a b c && mkfifo f && rm f'\n"
      "must '/usr/bin/env true && ls /usr/lib > /dev/null'\n");
  INFO(run.end.value().chatter);
  CHECK(run.Counts());
  CHECK(run.output == "done\n");
}

#ifndef SALLYPORT_SANITIZED  // a sanitizer looks up its memory in /proc
TEST_CASE("a plugin opens nothing else") {
  if (Without(1)) return;
  const TemporaryDirectory place;
  place.Write("outside", "outside");
  place.WriteScript("program", "true\n");
  const std::string there = place.path();
  const std::string own = place.WriteScript(
      "house",
      Trying("spool=${SALLYPORT_MESSAGE%/lanes/*}\n"
             "slot=${SALLYPORT_MESSAGE%/*}\n"
             "for file in $slot/envelope $slot/key "
             "$slot/../1/message $slot/../1/parts/0001 $spool/keys/1 "
             "$spool/quarantine/.virus/new/1 $spool/log/messages.log "
             "/etc/passwd /etc/shadow /proc/self/status /proc/1/status "
             "/proc/self/environ /dev/kmsg " + there + "/outside; do\n"
             "  try \"read $file\" 'cat $file'\ndone\n"
             "for directory in / /etc /proc /dev /tmp /var /root $slot "
             "$slot/.. $slot/../1 $slot/../1/parts $slot/../.. $spool "
             "$spool/keys $spool/quarantine $TMPDIR/.. " + there + "; do\n"
             "  try \"list $directory\" 'ls $directory'\n"
             "  try \"write in $directory\" 'echo x > $directory/hostile'\n"
             "  try \"mkdir in $directory\" 'mkdir $directory/hostile'\n"
             "  try \"link in $directory\" 'ln -s x $directory/hostile'\n"
             "done\n"
             "for file in $SALLYPORT_MESSAGE $SALLYPORT_MANIFEST "
             "$SALLYPORT_RECIPIENTS $SALLYPORT_PARTS/0001 "
             "$slot/../1/message " + there + "/outside; do\n"
             "  try \"append $file\" 'echo x >> $file'\n"
             "  try \"remove $file\" 'rm -f $file && [ ! -e $file ]'\n"
             "  try \"move $file\" 'mv -f $file $TMPDIR/moved'\n"
             "  try \"link $file\" 'ln $file $TMPDIR/linked'\n"
             "done\n"
             "try 'write part' 'echo x > $SALLYPORT_PARTS/0002'\n"
             "try 'write /dev/zero' 'echo x > /dev/zero'\n"
             "try 'reopen message' 'echo x >> /proc/self/fd/0'\n"
             "try 'own program' 'echo x >> $0'\n"
             "try 'run another' " + there + "/program\n"
             "cp /bin/true mine; try 'run from scratch' ./mine\n"));
  const JailSite site(own);
  FillSpool(site);
  const JailedRun run = site.Scan();
  INFO(run.end.value().chatter);
  CHECK(run.Counts());
  CHECK(run.output == "done\n");
  CHECK(site.place().Read("spool/lanes/main/1/message") == "of another");
  CHECK(place.Read("outside") == "outside");
}
#endif

TEST_CASE("a plugin changes no rights, owners or attributes") {
  const JailedRun run = RunLines(
      "echo x > own\n"
      "for file in own . $SALLYPORT_MESSAGE; do\n"
      "  try \"chmod $file\" 'chmod 700 $file'\n"
      "  try \"chown $file\" 'chown $(id -u) $file'\n"
      "  try \"attribute $file\" 'perl -e \"exit !!syscall(188, "
      "\\$ARGV[0], qq(user.x), qq(x), 1, 0)\" $file'\n"
      "done\n"
      "try 'fchmod' 'perl -e \"open F, q(<), q(own); exit !chmod 0700, *F\"'\n"
      // fchmodat2(2), where the kernel has it
      "try 'fchmodat2' 'perl -e \"exit !!syscall(452, -100, qq(own), 0700, "
      "0)\"'\n");
  INFO(run.end.value().chatter);
  CHECK(run.Counts());
  CHECK(run.output == "done\n");
}

TEST_CASE("what the configuration names can be read, run or written") {
  const TemporaryDirectory place;
  place.MakeDirectory("read");
  place.MakeDirectory("write/below");
  place.Write("read/base", "base");
  place.Write("file", "file");
  place.Write("log", "");
  place.WriteScript("read/engine", "true\n");
  const std::string there = place.path();
  const JailedRun run = RunLines(
      "cd " + there + "\n"
      "must '[ \"$(cat read/base)\" = base ] && ls read && cat file' "
      "> /dev/null\n"
      "must read/engine\n"
      "must 'echo x > write/below/new && mv write/below/new write/moved'\n"
      "must 'cat write/moved && rm write/moved && mkdir write/more' "
      "> /dev/null\n"
      "must 'echo line >> log && : > log'\n",
      {{"scanner.house.read", List({there + "/read", there + "/file",
                                    "/nonexistent"})},
       {"scanner.house.write", List({there + "/write", there + "/log"})}});
  INFO(run.end.value().chatter);
  CHECK(run.Counts());
  if (Without(1)) return;
  const JailedRun refused = RunLines(
      "cd " + there + "\n"
      "try 'write a file to read' 'echo x >> file'\n"
      "try 'write where to read' 'echo x > read/new'\n"
      "try 'remove where to read' 'rm -f read/base && [ ! -e read/base ]'\n"
      "cp /bin/true write/mine; try 'run where to write' write/mine\n"
      "try 'beside' 'ls .'\n",
      {{"scanner.house.read", List({there + "/read", there + "/file"})},
       {"scanner.house.write", List({there + "/write", there + "/log"})}});
  INFO(refused.end.value().chatter);
  CHECK(refused.Counts());
  CHECK(refused.output == "done\n");
}

TEST_CASE("a path that has become a link opens nothing") {
  if (Without(1)) return;
  const TemporaryDirectory place;
  place.MakeDirectory("secret");
  place.Write("secret/file", "secret");
  fs::create_directory_symlink(place.Path("secret"), place.Path("link"));
  for (const char* path : {"/link", "/link/file"}) {
    const JailedRun run =
        RunLines("try read 'cat " + place.Path("secret/file") + "'\n",
                 {{"scanner.house.read", List({place.path() + path})},
                  {"scanner.house.write", List({place.path() + path})}});
    INFO(run.end.value().chatter);
    CHECK(run.Counts());
    CHECK(run.output == "done\n");
  }
}

TEST_CASE("a plugin has the kinds of sockets that the configuration names") {
  const TemporaryDirectory place;
  const std::string path = place.Path("socket");
  const std::string abstract = "@sallyport-" + std::to_string(::getpid());
  const Listener named(path);
  const Listener nameless(abstract);
  const std::string all = "try path " + Connect(path) + "\n" +
                          "try abstract " + Connect(abstract) + "\n";
  const std::string scoped =
      LandlockVersion() >= 6 ? "" : "policy\tabstract\t-\n";
  const std::string kinds = "perl -MSocket -e '\n"
      "for (AF_UNIX, AF_INET, AF_INET6, 16, 17, 38, 40) {\n"
      "  for my $type (SOCK_STREAM, SOCK_DGRAM) {\n"
      "    $have{$_} = 1 if socket(S, $_, $type, 0) } }\n"
      "print \"engine\\t\", join(\",\", sort { $a <=> $b } keys %have), "
      "\"\\n\"'\n"
      "must 'perl -MSocket -e \"socketpair(A, B, AF_UNIX, SOCK_STREAM, 0) "
      "or exit 1\"'\n";
  const struct {
    const char* sockets;
    std::string connected;
    std::string kinds;
  } rows[] = {{"", "", ""},
              {"unix", "policy\tpath\t-\n" + scoped, "1"},
              {"inet", "", "2,10"}};
  for (const auto& row : rows) {
    CAPTURE(std::string(row.sockets));
    const std::string list = *row.sockets == '\0' ? "" : List({row.sockets});
    const JailedRun run =
        RunLines(all + kinds, {{"scanner.house.sockets", list}});
    INFO(run.end.value().chatter);
    CHECK(run.Counts());
    CHECK(run.output == row.connected + "engine\t" + row.kinds + "\ndone\n");
  }
}

#ifndef SALLYPORT_SANITIZED
TEST_CASE("a plugin reaches no process outside, of its own user neither") {
  if (::geteuid() != 0 && Without(6)) return;
  const std::string option = std::to_string(::getpid()) + ":" +
                             std::to_string(::getppid());
  const JailSite site(
      BuiltPath("tests/fake/scanner_hostile"),
      {{"scanner.house.env", List({"SALLYPORT_OPT_TRY=processes",
                                   "SALLYPORT_OPT_PIDS=" + option})}});
  const JailedRun run = site.Scan();
  INFO(run.end.value().chatter);
  CHECK(run.Counts());
  CHECK(run.output == "engine\thostile 1.0\ndone\n");
}
#endif

TEST_CASE("interpreters and an engine work inside the walls") {
  const TemporaryDirectory place;
  place.MakeDirectory("base");
  place.Write("base/test.ndb", "Walls.Test:0:*:62797465730a\n");
  const struct {
    const char* program;
    std::string lines;
  } rows[] = {
      {"/usr/bin/perl", "#!/usr/bin/perl\nuse File::Temp; use POSIX;\n"
                        "open M, '<', $ENV{SALLYPORT_MESSAGE} or exit 1;\n"
                        "File::Temp->new or exit 1; print \"done\\n\";\n"},
      {"/usr/bin/python3",
       "#!/usr/bin/python3 -I\nimport os, re, json, tempfile, subprocess\n"
       "open(os.environ['SALLYPORT_MESSAGE']).read()\n"
       "with tempfile.TemporaryDirectory() as d:\n"
       "  open(d + '/x', 'w').write('x')\n"
       "subprocess.run(['/bin/true'], check=True)\nprint('done')\n"},
      {"/usr/bin/clamscan",
       "#!/bin/sh\nprintf 'bytes\\n' > sample\n"
       "clamscan --no-summary --database=" + place.Path("base") +
           " sample | grep -q 'Walls.Test.UNOFFICIAL FOUND' || exit 1\n"
           "clamscan --no-summary --database=" + place.Path("base") +
           " \"$SALLYPORT_MESSAGE\" \"$SALLYPORT_PARTS\" > out || exit 1\n"
           "echo done\n"}};
  for (const auto& row : rows) {
    if (!fs::exists(row.program)) {
      MESSAGE("skipped: no " << row.program);
      continue;
    }
    CAPTURE(std::string(row.program));
    place.WriteScript("house", "");
    place.Write("house", row.lines);
    const JailSite site(place.Path("house"),
                        {{"scanner.house.read", List({place.Path("base")})}});
    FillSpool(site);
    const JailedRun run = site.Scan();
    INFO(run.end.value().chatter);
    CHECK(run.Counts());
    CHECK(run.output == "done\n");
  }
}

}  // namespace sallyport
