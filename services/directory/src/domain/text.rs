//! What may be recorded as a name.

use fault::Fields;

/// Subjects that begin so belong to the suite's own services: no worker may sign in under one.
const SERVICE_SUBJECTS: &str = "service:";

/// Reads a text of one line, as a name; surrounding space does not count towards the least.
pub fn line(wrong: &mut Fields, field: &str, raw: &str, least: usize, most: usize) -> String {
    if raw.contains(['\n', '\t']) {
        wrong.refuse(field, "holds a line break or a tab");
    } else {
        wrong.text(field, raw, least, most);
    }
    raw.to_owned()
}

/// Reads how others see a worker.
pub fn display_name(wrong: &mut Fields, field: &str, raw: &str) -> String {
    line(wrong, field, raw, 1, 200)
}

/// Reads what the identity provider calls a worker.
pub fn worker_subject(wrong: &mut Fields, field: &str, raw: &str) -> String {
    if raw.starts_with(SERVICE_SUBJECTS) {
        wrong.refuse(field, "is a subject of the suite's own services");
    }
    line(wrong, field, raw, 1, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(read: impl Fn(&mut Fields, &str) -> String, raw: &str) -> bool {
        let mut wrong = Fields::default();
        read(&mut wrong, raw);
        wrong.finish().is_err()
    }

    #[test]
    fn a_name_is_one_line_of_something() {
        let name = |wrong: &mut Fields, raw: &str| display_name(wrong, "name", raw);
        let longest = "é".repeat(200);
        for good in ["P", "Priya Nair", "Zoë O’Brien", longest.as_str()] {
            assert!(!refused(name, good), "{good}");
        }
        for bad in ["", "  ", "Priya\nNair", "Priya\tNair", "Priya\0Nair", "Priya\r", &"é".repeat(201)] {
            assert!(refused(name, bad), "{bad:?}");
        }
    }

    #[test]
    fn no_worker_signs_in_as_a_service() {
        let subject = |wrong: &mut Fields, raw: &str| worker_subject(wrong, "subject", raw);
        assert!(refused(subject, "service:workflow"));
        assert!(!refused(subject, "0f5c1c8e-6f0e-4a56-9df3-8a0a5b0f5c1c"));
    }
}
