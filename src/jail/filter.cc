#include "jail/filter.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

#include "jail/die.h"

namespace sallyport::jail {

namespace {

#ifndef __x86_64__
#error "the lists of calls are of x86-64's, and so is the order of the halves"
#endif
constexpr unsigned kArchitecture = AUDIT_ARCH_X86_64;
constexpr unsigned kX32Bit = 0x40000000;

/// Calls from `first` on, up to the next range's first, go to `place`.
struct Range {
  unsigned first;
  unsigned place;
};

unsigned AddHalves(const Range* ranges, size_t count, Filter* filter) {
  if (count == 1) return ranges[0].place;
  const size_t half = count / 2;
  const unsigned lower = AddHalves(ranges, half, filter);
  const unsigned upper = AddHalves(ranges + half, count - half, filter);
  return filter->Branch(BPF_JGE, ranges[half].first, upper, lower);
}

}  // namespace

unsigned Filter::Allow() { return Return(SECCOMP_RET_ALLOW); }

unsigned Filter::Refuse(int err) {
  return Return(SECCOMP_RET_ERRNO | static_cast<unsigned>(err));
}

unsigned Filter::Kill() { return Return(SECCOMP_RET_KILL_PROCESS); }

unsigned Filter::Argument(unsigned argument, Half half, unsigned test,
                          unsigned value, unsigned yes, unsigned no) {
  Branch(test, value, yes, no);
  return Load(offsetof(struct seccomp_data, args) +
              argument * sizeof(uint64_t) +
              (half == Half::kHigh ? sizeof(uint32_t) : 0));
}

unsigned Filter::Load(size_t offset) {
  return Prepend(
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, static_cast<unsigned>(offset)));
}

unsigned Filter::Branch(unsigned test, unsigned value, unsigned yes,
                        unsigned no) {
  // Places are told from this instruction's end.
  if (yes - begin_ > UINT8_MAX || no - begin_ > UINT8_MAX)
    errno = E2BIG, Die("filter");
  return Prepend(BPF_JUMP(static_cast<unsigned short>(BPF_JMP | BPF_K | test),
                          value, static_cast<unsigned char>(yes - begin_),
                          static_cast<unsigned char>(no - begin_)));
}

void Filter::Install(bool required) {
  struct sock_fprog program;
  program.len = static_cast<unsigned short>(kMostInstructions - begin_);
  program.filter = code_ + begin_;
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0 && required)
    Die("seccomp");
}

unsigned Filter::Return(unsigned action) {
  return Prepend(BPF_STMT(BPF_RET | BPF_K, action));
}

unsigned Filter::Prepend(struct sock_filter instruction) {
  if (begin_ == 0) errno = E2BIG, Die("filter");
  code_[--begin_] = instruction;
  return begin_;
}

void Places::AddSearch(unsigned young, Filter* filter) const {
  const unsigned kill = filter->Kill();
  Range ranges[kCalls + 2];
  size_t count = 0;
  for (unsigned call = 0; call < kCalls; ++call)
    if (call == 0 || of_[call] != of_[call - 1])
      ranges[count++] = {call, of_[call]};
  if (ranges[count - 1].place != young)
    ranges[count++] = {kFirstYoungCall, young};
  ranges[count++] = {kX32Bit, kill};
  AddHalves(ranges, count, filter);
  const unsigned search = filter->Load(offsetof(struct seccomp_data, nr));
  filter->Branch(BPF_JEQ, kArchitecture, search, kill);
  filter->Load(offsetof(struct seccomp_data, arch));
}

}  // namespace sallyport::jail
