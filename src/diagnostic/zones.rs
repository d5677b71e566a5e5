//! What was meant by a zone that the time zone database does not have.

use crate::time::Zone;

/// What to do about a name of no zone: `did you mean `Europe/Berlin`?`, or how zones are named. An offset such as
/// `GMT+1` is never taken for `Etc/GMT+1`, which lies on the other side of Greenwich.
pub fn zone_help(name: &str) -> String {
    if let Some(near) = near_zone(name) {
        return format!("did you mean `{near}`?");
    }
    let (area, city) = name.rsplit_once('/').unwrap_or(("", name));
    if Zone::names().any(|zone| zone.split_once('/').is_some_and(|(a, _)| a == area)) && !is_offset(city) {
        return format!(
            "not every city has a zone of its own: name the one that the time zone list has for the country or region \
             of `{city}`, as `Europe/London` is for Manchester"
        );
    }
    "a zone has the name of a place, which determines summer time: `Europe/London`, `America/New_York`; or `UTC`"
        .to_owned()
}

/// The zone that a name was meant to be, where only the area is missing or some letters are wrong.
pub fn near_zone(name: &str) -> Option<&'static str> {
    if name.len() > 60 || is_offset(name) {
        return None;
    }
    let name = name.to_lowercase().replace([' ', '-'], "_");
    let (area, city) = name.rsplit_once('/').unwrap_or(("", &name));
    // An abbreviation, as `BST`, is near to many and means none of them.
    if city.len() < 4 {
        return None;
    }
    // `Munich` is two letters from Zurich, and in another country: one letter in four may be wrong, two at most.
    let allowed = (city.len() / 4).min(2);
    let distance = |zone: &str| {
        let zone = zone.to_lowercase();
        let (of, at) = zone.rsplit_once('/').unwrap_or(("", &zone));
        let cities = strsim::damerau_levenshtein(city, at);
        let areas = if area.is_empty() { 0 } else { strsim::damerau_levenshtein(area, of) };
        (cities <= allowed && (areas <= 2 || cities == 0)).then_some(cities + areas)
    };
    // Old names without an area, as `GB`, and bare distances from UTC are not what anybody means.
    let places = Zone::names().filter(|zone| zone.contains('/') && !zone.contains(|c: char| c.is_ascii_digit()));
    places.filter_map(|zone| Some((distance(zone)?, zone))).min().map(|(_, zone)| zone)
}

/// `GMT+1`, `UTC-05:00`, `+01:00`
fn is_offset(name: &str) -> bool {
    let rest = name.trim_start_matches(|c: char| c.is_ascii_uppercase());
    rest.strip_prefix(['+', '-']).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}
