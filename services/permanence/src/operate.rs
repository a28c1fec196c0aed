//! What operators of a deployment do once: bring the database up to date, appoint an administrator.

use crate::database::{appoint, schemas};
use crate::failure::Failure;
use crate::tell::line;
use calendar::Clock;
use runtime::Settings;
use runtime::migrate::migrate;

/// `permanence migrate`.
pub(crate) async fn bring_up_to_date(settings: &Settings) -> Result<(), Failure> {
    let schemas = schemas(|service| settings.database.password_of(service).cloned());
    migrate(&settings.database.admin_options()?, &schemas).await?;
    for schema in &schemas {
        line(&format!("{} is up to date", schema.name));
    }
    Ok(())
}

/// `permanence administrator`.
pub(crate) async fn administrator(settings: &Settings, subject: &str, name: &str) -> Result<(), Failure> {
    if appoint(&settings.database, &Clock::system(), subject, name).await? {
        line(&format!("{subject} is an administrator"));
    } else {
        line("nothing to do: the directory has an administrator already");
    }
    Ok(())
}
