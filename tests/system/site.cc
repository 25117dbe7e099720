#include "tests/system/site.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/escape.h"
#include "base/fd.h"
#include "base/io.h"
#include "mail/envelope.h"
#include "tests/fake/queue_client.h"

namespace sallyport::test {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void Fail(const std::string& what) {
  throw std::runtime_error(what);
}

/// Points descriptor 2 of this process at a file for one scope: children
/// started inside write there.
class ErrorsTo {
 public:
  explicit ErrorsTo(const std::string& file) : saved_(::dup(2)) {
    const Fd to(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600));
    if (!saved_.valid() || !to.valid() || ::dup2(to.get(), 2) < 0)
      Fail("cannot redirect descriptor 2");
  }
  ErrorsTo(const ErrorsTo&) = delete;
  ErrorsTo& operator=(const ErrorsTo&) = delete;
  ~ErrorsTo() { ::dup2(saved_.get(), 2); }

 private:
  Fd saved_;
};

/// Sets variables for one scope.
class WithEnvironment {
 public:
  explicit WithEnvironment(Variables variables)
      : variables_(std::move(variables)) {
    for (const auto& [name, value] : variables_)
      ::setenv(name.c_str(), value.c_str(), 1);
  }
  WithEnvironment(const WithEnvironment&) = delete;
  WithEnvironment& operator=(const WithEnvironment&) = delete;
  ~WithEnvironment() {
    for (const auto& [name, value] : variables_) ::unsetenv(name.c_str());
  }

 private:
  Variables variables_;
};

std::string EnvelopeBytes(const SendSpec& spec) {
  if (!spec.envelope.empty()) return spec.envelope;
  Envelope envelope;
  envelope.sender = spec.sender;
  envelope.recipients = spec.recipients;
  return envelope.Encode();
}

double SecondsSince(std::chrono::steady_clock::time_point began) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() -
                                       began)
      .count();
}

}  // namespace

const char* const Site::kDefaultRules = R"([[rule]]
name = "executable"
category = "attachment"
names = ["*.exe", "*.scr"]
)";

std::string BuildDirectory() {
  const char* build = std::getenv("SALLYPORT_BUILD");
  return fs::absolute(build == nullptr ? "build" : build).string();
}

std::string ReadWholeFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) Fail("cannot read " + path);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void WriteWholeFile(const std::string& path, std::string_view bytes,
                    unsigned mode) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  file.close();
  if (!file || ::chmod(path.c_str(), mode) != 0) Fail("cannot write " + path);
}

std::string Base64(std::string_view bytes) {
  constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    unsigned long group = 0;
    for (size_t j = 0; j < 3; ++j)
      group = group << 8 |
              (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j])
                                    : 0U);
    for (size_t j = 0; j < 4; ++j)
      text += i + j <= bytes.size() ? kDigits[group >> (18 - 6 * j) & 63] : '=';
    if (i % 57 == 54) text += '\n';
  }
  return text + "\n";
}

std::string PlainMessage(std::string_view body) {
  return "From: Sender <sender@example.net>\nTo: user@example.com\n"
         "Subject: a test\nMessage-ID: <1@example.net>\n\n" +
         std::string(body);
}

std::string MessageWithAttachment(std::string_view file_name,
                                  std::string_view content) {
  return "From: Sender <sender@example.net>\nTo: user@example.com\n"
         "Subject: with an attachment\nMIME-Version: 1.0\n"
         "Content-Type: multipart/mixed; boundary=\"line\"\n\n"
         "--line\nContent-Type: text/plain\n\nSee the attachment.\n"
         "--line\nContent-Type: application/octet-stream; name=\"" +
         std::string(file_name) +
         "\"\nContent-Transfer-Encoding: base64\n"
         "Content-Disposition: attachment; filename=\"" +
         std::string(file_name) + "\"\n\n" + Base64(content) + "--line--\n";
}

Site::Site(const std::string& settings, const std::string& rules) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  std::string pattern = (fs::temp_directory_path() / "sallyport.XXXXXX");
  if (::mkdtemp(pattern.data()) == nullptr) Fail("mkdtemp");
  path_ = pattern;
  fs::create_directory(Path("etc"));
  fs::create_directory(Path("queue"));
  UseQueue("queue_store");
  const SendOutcome configured = Configure(settings, rules);
  if (!configured.end.Succeeded())
    Fail("sallyport config: " + configured.log);
}

Site::~Site() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Site::Path(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

void Site::UseQueue(const std::string& fake) {
  fs::copy_file(BuildDirectory() + "/tests/fake/" + fake,
                Path("queue/qmail-queue"),
                fs::copy_options::overwrite_existing);
}

SendOutcome Site::Configure(const std::string& settings,
                            const std::string& rules) {
  WriteWholeFile(Path("etc/policy.toml"), rules);
  // Keys of the top come first: `settings` may begin with some.
  WriteWholeFile(Path("etc/sallyport.toml"),
                 "spool = \"" + Path("spool") + "\"\nqueue = \"" +
                     Path("queue/qmail-queue") + "\"\n" + settings +
                     (settings.find("[callers]") == std::string::npos
                          ? "\n[callers]\nnetwork = [\"" +
                                std::to_string(::getuid()) + "\"]\n"
                          : ""));
  return Run({"config"});
}

SendOutcome Site::Run(std::vector<std::string> arguments) const {
  const auto began = std::chrono::steady_clock::now();
  const Fd out(::open(Path("run.out").c_str(),
                      O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  const Fd err(::open(Path("run.err").c_str(),
                      O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  ChildSpec spec;
  spec.program = BuildDirectory() + "/bin/sallyport";
  spec.arguments = {"sallyport", "-c", Path("etc/sallyport.toml")};
  spec.arguments.insert(spec.arguments.end(), arguments.begin(),
                        arguments.end());
  spec.environment = {"PATH=/usr/bin:/bin"};
  spec.descriptors = {-1, out.get(), err.get()};
  Result<pid_t> pid = Spawn(spec);
  if (!pid.ok()) Fail(pid.error().Text());
  Child child(pid.value());
  Result<ChildEnd> end = child.Wait(Deadline::InMs(120000));
  if (!end.ok()) Fail(end.error().Text());
  SendOutcome outcome;
  outcome.end = end.value();
  outcome.text = ReadWholeFile(Path("run.out"));
  outcome.log = ReadWholeFile(Path("run.err"));
  outcome.seconds = SecondsSince(began);
  return outcome;
}

SendOutcome Site::Send(const std::string& message, const SendSpec& spec) {
  const auto began = std::chrono::steady_clock::now();
  fake::ClientSpec client_spec;
  client_spec.program = spec.program.empty()
                            ? BuildDirectory() + "/bin/sallyport-queue"
                            : spec.program;
  client_spec.text_fd = spec.text_channel ? 6 : -1;
  Variables variables = {{"SALLYPORT_CONFIG", Path("etc/live")},
                         {"QMAILQUEUE", client_spec.program},
                         {"TCPREMOTEIP", "192.0.2.1"}};
  variables.insert(variables.end(), spec.environment.begin(),
                   spec.environment.end());
  fake::QueueClient client;
  {
    const ErrorsTo errors(Path("gate.err"));
    const WithEnvironment environment(variables);
    if (!client.Open(client_spec)) Fail("cannot start the gate");
  }
  client.Put(message);
  client.CloseMessage();
  client.PutEnvelope(EnvelopeBytes(spec));
  const fake::ClientOutcome closed = client.Close();
  SendOutcome outcome;
  outcome.end = closed.end;
  outcome.text = closed.text;
  outcome.log = ReadWholeFile(Path("gate.err"));
  outcome.seconds = SecondsSince(began);
  return outcome;
}

std::vector<QueuedMessage> Site::Queued() const {
  std::vector<fs::path> folders;
  const fs::path queued = Path("queue/queued");
  if (fs::exists(queued))
    for (const auto& entry : fs::directory_iterator(queued))
      if (entry.path().filename().string().front() != '.')
        folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  std::vector<QueuedMessage> messages;
  for (const fs::path& folder : folders)
    messages.push_back({ReadWholeFile(folder / "message"),
                        ReadWholeFile(folder / "envelope"),
                        ReadWholeFile(folder / "surroundings")});
  return messages;
}

std::vector<std::string> ReadFolder(const std::string& path) {
  std::vector<std::string> messages;
  for (const char* subdirectory : {"new", "cur"})
    for (const auto& entry : fs::directory_iterator(path + "/" + subdirectory))
      messages.push_back(ReadWholeFile(entry.path()));
  return messages;
}

std::vector<Row> ReadLog(const std::string& path) {
  std::vector<Row> rows;
  if (!fs::exists(path)) return rows;
  const std::string text = ReadWholeFile(path);
  if (text.empty() || text.back() != '\n') Fail(path + " ends in a cut line");
  std::vector<std::string_view> lines = Split(text, '\n');
  lines.pop_back();
  const std::vector<std::string_view> columns = Split(lines.front(), '\t');
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> fields = Split(lines[i], '\t');
    if (fields.size() != columns.size()) Fail(path + ": wrong columns");
    Row row;
    for (size_t j = 0; j < columns.size(); ++j)
      row[std::string(columns[j])] = fields[j];
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string ScannerText(const Row& row, const std::string& scanner) {
  Result<std::vector<std::string>> items = UnescapeList(row.at("scanners"));
  if (!items.ok()) Fail("scanners: " + items.error().Text());
  for (const std::string& item : items.value()) {
    size_t at = 0;
    for (int colons = 0; colons < 3; ++colons) at = item.find(':', at) + 1;
    if (item.starts_with(scanner + ":")) return item.substr(at);
  }
  return "";
}

std::vector<std::string> Site::Held(const std::string& folder) const {
  return ReadFolder(Path("spool/quarantine/" + folder));
}

std::vector<Row> Site::Log(const std::string& name) const {
  return ReadLog(Path("spool/log/" + name));
}

std::vector<std::string> Site::SlotFiles() const {
  std::vector<std::string> files;
  for (const auto& entry :
       fs::recursive_directory_iterator(Path("spool/lanes"))) {
    const std::string name = entry.path().filename();
    const bool of_lane = name == "waiters" || name.ends_with(".lock");
    if (!entry.is_directory() && !of_lane) files.push_back(entry.path());
    if (entry.is_directory() && name == "work") files.push_back(entry.path());
  }
  return files;
}

bool Site::NoProcessLeft() {
  constexpr int kTries = 200;
  for (int i = 0; i < kTries; ++i) {
    const pid_t pid = ::waitpid(-1, nullptr, WNOHANG);
    if (pid < 0 && errno == ECHILD) return true;
    if (pid == 0) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace sallyport::test
