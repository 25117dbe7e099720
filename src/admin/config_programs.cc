#include "admin/config_programs.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/io.h"
#include "mail/paths.h"

namespace sallyport {

namespace {

constexpr char kGateProgram[] = "sallyport-queue";
constexpr size_t kMaxScriptBytes = 64 * 1024;
constexpr size_t kMaxProgramBytes = 64 * 1024 * 1024;

/// The front of a file, or all of it; "" if it cannot be read.
std::string Front(const std::string& path, size_t most) {
  const Fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string bytes(most, '\0');
  size_t length = 0;
  while (fd.valid() && length < most) {
    const Result<size_t> n =
        ReadSome(fd.get(), bytes.data() + length, most - length);
    if (!n.ok() || n.value() == 0) break;
    length += n.value();
  }
  bytes.resize(length);
  return bytes;
}

/// True if `path` is the gate by any of its names: the same file by link or
/// a copy of it.
bool IsGate(const std::string& path, const std::string& gate) {
  struct stat one = {};
  struct stat other = {};
  if (::stat(path.c_str(), &one) != 0 || ::stat(gate.c_str(), &other) != 0)
    return false;
  if (one.st_dev == other.st_dev && one.st_ino == other.st_ino) return true;
  if (one.st_size != other.st_size || one.st_size <= 0) return false;
  const auto size = static_cast<size_t>(one.st_size);
  return size <= kMaxProgramBytes && Front(path, size) == Front(gate, size);
}

void CheckQueue(const Compilation& compilation) {
  const std::string queue = compilation.out->Text("queue");
  const std::string mistake = ProgramMistake(queue);
  if (!mistake.empty()) {
    compilation.Error("queue", Quoted(queue) + " " + mistake,
                      "allowed: the path of the real qmail-queue");
    return;
  }
  const std::string gate = compilation.context.bin + "/" + kGateProgram;
  const bool by_name =
      queue.substr(queue.rfind('/') + 1) == std::string(kGateProgram);
  if (by_name || IsGate(queue, gate))
    compilation.Error("queue", Quoted(queue) + " is sallyport-queue itself",
                      "allowed: the path of the real qmail-queue");
  const std::string front = Front(queue, kMaxScriptBytes);
  if (front.starts_with("#!") && front.find(kGateProgram) != std::string::npos)
    compilation.Error("queue",
                      Quoted(queue) + " is a script that names "
                                      "sallyport-queue",
                      "allowed: a program that does not come back to us");
}

}  // namespace

void CompilePrograms(const Compilation& compilation) {
  CompiledConfig* out = compilation.out;
  if (!out->Written("libexec"))
    out->entries["libexec"].value = compilation.context.libexec;
  const std::string libexec = out->Text("libexec");
  out->set_uid = JailIsSetUid(libexec);
  out->Derive("set_uid", out->set_uid ? "1" : "0", KeyType::kFlag);
  for (const char* program : {kJailProgram, kUnpackProgram}) {
    const std::string path = libexec + "/" + program;
    const std::string mistake = ProgramMistake(path);
    if (!mistake.empty())
      compilation.Error("libexec", Quoted(path) + " " + mistake,
                        "allowed: the directory of sallyport-jail and "
                        "sallyport-unpack");
  }
  CheckQueue(compilation);
}

std::string ProgramMistake(const std::string& path) {
  struct stat status = {};
  if (::stat(path.c_str(), &status) != 0)
    return std::string("cannot be used: ") + std::strerror(errno);
  if (!S_ISREG(status.st_mode)) return "is not a file";
  if ((status.st_mode & (S_IXUSR | S_IXGRP | S_IXOTH)) == 0)
    return "may not be executed";
  return "";
}

}  // namespace sallyport
