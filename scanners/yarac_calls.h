// The system calls of sallyport-yarac once it has begun to read: memory, its
// open descriptors, signals of its own, the end.

#ifndef SALLYPORT_SCANNERS_YARAC_CALLS_H_
#define SALLYPORT_SCANNERS_YARAC_CALLS_H_

namespace sallyport {

/// False if the kernel does not take the list. All other calls fail with
/// EPERM from now on; no new privileges are there to be gained.
bool ConfineYaracCalls();

}  // namespace sallyport

#endif  // SALLYPORT_SCANNERS_YARAC_CALLS_H_
