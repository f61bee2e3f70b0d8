/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The one line of "systemctl status", and that it reaches systemd before we are gone. */
#include "config.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#include "fixture.h"
#include "output/status.h"

#define KERNEL "6.1.0-50-cloud-amd64"

/* The command itself can have hundreds of characters: the report has it. */
#define RUN "run: kubelet-preflight check"

static void add_fit(struct report *report)
{
	report_pass(report, "module", "vxlan", "vxlan loaded");
	report_pass(report, "link", "vxlan", "the kernel created a vxlan interface and set it up");
}

static void assert_line(struct report *report, const char *expected)
{
	_cleanup_free_ char *line = status_line(report);

	report_free(report);
	assert_string_equal(line, expected);
}

static void test_fit(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_runtime(&report, "containerd, as Runtime= says; directories from its defaults");
	report_pass(&report, "cni-config", "k8s-pod-network", "10-calico.conflist: sound");
	assert_line(&report,
		    "Fit: vxlan loaded, kernel " KERNEL ", CNI k8s-pod-network (containerd)");

	/* It has said its release itself. */
	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_runtime(&report, "containerd, as Runtime= says; directories from its own answer");
	report_cri(&report, &(const struct report_cri){
				    .name = (char *)"containerd", .version = (char *)"1.7.24"});
	report_pass(&report, "cni-config", "k8s-pod-network", "containerd has loaded it");
	assert_line(&report, "Fit: vxlan loaded, kernel " KERNEL
			     ", CNI k8s-pod-network (containerd 1.7.24)");

	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_pass(&report, "module", "geneve", "geneve built in");
	report_pass(&report, "cni-config", NULL, "no configuration yet");
	assert_line(&report, "Fit: vxlan loaded, geneve built in, kernel " KERNEL
			     ", waiting for the CNI DaemonSet");

	/* Its release, also of one that waits. */
	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_cri(&report, &(const struct report_cri){.name = (char *)"cri-o", .version = (char *)"1.37.0"});
	report_pass(&report, "cni-config", NULL, "no configuration yet");
	assert_line(&report, "Fit: vxlan loaded, kernel " KERNEL
			     ", waiting for the CNI DaemonSet (cri-o 1.37.0)");

	report_init(&report, KERNEL, "/"); /* Modules= is empty */
	report_skip(&report, "module", NULL, "the settings name no module");
	report_pass(&report, "cni-config", "net", "sound");
	assert_line(&report, "Fit: no module required, kernel " KERNEL ", CNI net");
}

static void test_fit_with_a_warning(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_cause(&report, "persist", CAUSE_PERSIST_MASKED, NULL, NULL, "the file is masked");
	report_cause_as(&report, "cni-config", CAUSE_CNI_CONFIG_INVALID, VERDICT_WARN, "f", NULL,
			"bad");
	assert_line(&report, "Fit: vxlan loaded, kernel " KERNEL
			     ", CNI not usable; warning: the file is masked");
}

/* What was moved away is a warning; how the directory stands after it is what counts. */
static void test_fit_after_a_move(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_cause(&report, "cni-config", CAUSE_CNI_CONFIG_QUARANTINED, "f",
		     REMEDY(REMEDY_EDIT, "mv"), "f: moved");
	report_pass(&report, "cni-config", NULL, "no configuration yet");
	assert_line(&report, "Fit: vxlan loaded, kernel " KERNEL
			     ", waiting for the CNI DaemonSet; warning: f: moved");
}

static void test_unfit(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	report_cause(&report, "persist", CAUSE_PERSIST_MASKED, NULL, REMEDY(REMEDY_EDIT, "rm x"),
		     "masked");
	report_cause(&report, "module", CAUSE_MODULE_NOT_SHIPPED, "vxlan",
		     REMEDY(REMEDY_SAFE, APT_INSTALL " linux-image-cloud-amd64"),
		     "vxlan is not shipped");
	report_cause(&report, "cni-config", CAUSE_CNI_CONFIG_INVALID, NULL, NULL, "no name");
	assert_line(&report, "Unfit: module-not-shipped: vxlan is not shipped; " RUN);

	report_init(&report, KERNEL, "/");
	report_cause(&report, "module", CAUSE_MODULE_LOAD_VOID, "vxlan", NULL, "not loaded");
	assert_line(&report, "Unfit: module-load-void: not loaded; " RUN);
}

static void test_could_not_tell(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	add_fit(&report);
	report_cause(&report, "link", CAUSE_LINK_UNKNOWN, NULL, REMEDY(REMEDY_EDIT, "sudo x"),
		     "could not look");
	assert_line(&report, "Could not tell: link-unknown: could not look; " RUN);

	report_init(&report, KERNEL, "/");
	assert_line(&report, "Could not tell: nothing was checked");
}

/* A node that a setting lets through: it is not said that it can carry pod traffic. */
static void test_by_policy(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	report_cause(&report, "persist", CAUSE_PERSIST_MASKED, "file", NULL, "masked");
	report_cause_as(&report, "module", CAUSE_MODULE_NOT_SHIPPED, VERDICT_WARN, "vxlan",
			REMEDY(REMEDY_EDIT, "sudo x"), "gone");
	report_let_through(&report, &report.findings[1], "Warn= in /etc/p.conf:3");
	assert_line(&report, "Fit by policy: passes by Warn= in /etc/p.conf:3, not proven: "
			     "module-not-shipped: gone; " RUN);
}

/* Where kubelet starts all the same, it says so before all else. */
static void test_open(void **state)
{
	struct report report;

	report_init(&report, KERNEL, "/");
	report.of_gate = true;
	report.mode = MODE_REPORT;
	report_cause(&report, "module", CAUSE_MODULE_LOAD_VOID, "vxlan",
		     REMEDY(REMEDY_SAFE, "x"), "not loaded");
	assert_line(&report, "Unfit (report mode, kubelet starts): module-load-void: not loaded; " RUN);

	report_init(&report, KERNEL, "/");
	report.of_gate = true;
	report.mode = MODE_REPORT;
	report_cause(&report, "link", CAUSE_LINK_UNKNOWN, NULL, NULL, "could not look");
	assert_line(&report, "Could not tell (report mode, kubelet starts): link-unknown: could not look; " RUN);

	report_init(&report, KERNEL, "/");
	report.of_gate = true;
	report_release(&report, "al\x1bice", 1700000000);
	report_cause(&report, "module", CAUSE_MODULE_LOAD_VOID, "vxlan", NULL, "not loaded");
	assert_line(&report, "Unfit (released by al\\x1bice at 2023-11-14T22:13:20Z, kubelet starts): "
			     "module-load-void: not loaded; " RUN);

	report_init(&report, KERNEL, "/"); /* nothing is kept from starting by it anyway */
	report.of_gate = true;
	report.mode = MODE_REPORT;
	add_fit(&report);
	report_pass(&report, "cni-config", "net", "sound");
	assert_line(&report, "Fit: vxlan loaded, kernel " KERNEL ", CNI net");
}

/* systemd's side of sd_notify(3): a datagram, then a barrier to answer. */
static void serve(int fd, char *text, size_t size)
{
	char control[CMSG_SPACE(sizeof(int))], barrier[64] = "";
	struct iovec part = {barrier, sizeof(barrier) - 1};
	struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control,
				 .msg_controllen = sizeof(control)};
	ssize_t got = recv(fd, text, size - 1, 0);
	int passed;

	text[got > 0 ? got : 0] = '\0';
	if (recvmsg(fd, &message, 0) > 0 && CMSG_FIRSTHDR(&message)) {
		memcpy(&passed, CMSG_DATA(CMSG_FIRSTHDR(&message)), sizeof(passed));
		close(passed);
	}
}

static void test_send(void **state)
{
	struct fixture *fixture = *state;
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	_cleanup_close_ int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[256];
	pid_t pid;

	snprintf(address.sun_path, sizeof(address.sun_path), "%s",
		 fixture_path(fixture, "/notify"));
	assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		setenv("NOTIFY_SOCKET", address.sun_path, 1);
		status_send("Fit: vxlan loaded");
		_exit(0);
	}
	serve(fd, text, sizeof(text));
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_string_equal(text, "STATUS=Fit: vxlan loaded");
}

static void test_send_to_nobody(void **state)
{
	unsetenv("NOTIFY_SOCKET");
	status_send("Fit");
	setenv("NOTIFY_SOCKET", "/nowhere/notify", 1);
	status_send("Fit");
	unsetenv("NOTIFY_SOCKET");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fit),
		cmocka_unit_test(test_fit_with_a_warning),
		cmocka_unit_test(test_fit_after_a_move),
		cmocka_unit_test(test_unfit),
		cmocka_unit_test(test_could_not_tell),
		cmocka_unit_test(test_by_policy),
		cmocka_unit_test(test_open),
		FIXTURE_TEST(test_send),
		cmocka_unit_test(test_send_to_nobody),
	};

	return RUN_GROUP("status", tests);
}
