//! The part of a world whose rows have keys of several parts, and documents.

use restkit::{db::Db, prelude::*};
use serde::{Deserialize, Serialize};

use super::{
    dice::Dice,
    worlds::{Asker, LAST, Note, Role, number, text},
};

/// How many ratings a note has at most.
const MOST: i32 = 3;

fn shown() -> Condition<Rating> {
    Rating::shown().eq(true)
}

/// What somebody thinks of a note.
#[resource(
    path = "/ratings",
    has_many(remarks = Remark, by(note_id, no), filter, nested, limit = 2, sort = [-text, id]),
    aggregate(group_by(no), sum(stars))
)]
#[authorize(
    read = public && policy(shown) || role(Role::Admin),
    create = role(Role::Admin),
    update = role(Role::Admin),
    delete = role(Role::Admin)
)]
#[derive(Clone, Debug)]
pub struct Rating {
    #[resource(id, filter, belongs_to(note, filter, sort))]
    pub note_id: Id<Note>,
    #[resource(id, filter, sort)]
    pub no: i32,
    #[resource(filter, sort)]
    pub stars: Option<i16>,
    #[resource(filter)]
    pub shown: bool,
    #[resource(filter)]
    pub look: Json<Look>,
    #[resource(filter)]
    #[authorize(read = role(Role::Admin))]
    pub hidden_look: Option<Json<Look>>,
    #[resource(filter, sort)]
    #[computed(count(remarks))]
    pub remark_count: i64,
}

/// How it looks.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Look {
    tags: Vec<String>,
    font: Font,
}

/// How it is written.
#[derive(Clone, Debug, Serialize, Deserialize, Schema)]
pub struct Font {
    size: Option<i16>,
}

fn open() -> Condition<Remark> {
    Remark::open().eq(true)
}

/// What somebody says to a rating, or to none.
#[resource(path = "/remarks", belongs_to(rating = Rating, by(note_id, no), filter, sort))]
#[authorize(
    read = public && policy(open) || role(Role::Admin),
    create = role(Role::Admin),
    update = role(Role::Admin),
    delete = role(Role::Admin)
)]
#[derive(Clone, Debug)]
pub struct Remark {
    #[resource(id, natural)]
    pub id: i64,
    pub note_id: Option<Id<Note>>,
    pub no: Option<i32>,
    #[resource(filter, sort)]
    pub text: String,
    #[resource(filter)]
    pub open: bool,
}

/// The rows.
#[derive(Clone, Debug, Default)]
pub struct Ratings {
    ratings: Vec<Rating>,
    remarks: Vec<Remark>,
}

fn look(dice: &mut Dice) -> Json<Look> {
    Json(Look { tags: (0..dice.below(3)).map(|_| text(dice)).collect(), font: Font { size: number(dice) } })
}

fn rating(note: i64, no: i32, dice: &mut Dice) -> Rating {
    let hidden_look = dice.one_in(2).then(|| look(dice));
    Rating {
        note_id: note.into(),
        no,
        stars: number(dice),
        shown: dice.one_in(2),
        look: look(dice),
        hidden_look,
        remark_count: 0,
    }
}

impl Asker {
    fn sees(self, shown: bool) -> bool {
        self == Self::Admin || shown
    }
}

impl Ratings {
    /// Some ratings of these notes.
    pub fn random(notes: &[i64], dice: &mut Dice) -> Self {
        let mut all = Self::default();
        for note in notes {
            for no in 1..=MOST {
                if dice.one_in(2) {
                    all.ratings.push(rating(*note, no, dice));
                }
            }
        }
        for id in 1..=LAST {
            if dice.one_in(2) {
                all.remarks.push(all.remark(id, dice));
            }
        }
        all
    }

    fn remark(&self, id: i64, dice: &mut Dice) -> Remark {
        let about = (!self.ratings.is_empty() && !dice.one_in(4)).then(|| dice.pick(&self.ratings));
        let (note_id, no) = (about.map(|rating| rating.note_id), about.map(|rating| rating.no));
        Remark { id, note_id, no, text: text(dice), open: dice.one_in(2) }
    }

    /// Others that look the same to the asker.
    pub fn like(&self, asker: Asker, notes: &[i64], dice: &mut Dice) -> Self {
        let mut other = self.clone();
        for row in &mut other.ratings {
            if asker.sees(row.shown) {
                row.hidden_look = dice.one_in(2).then(|| look(dice));
            } else {
                *row = Rating { shown: false, ..rating(*row.note_id.key(), row.no, dice) };
            }
        }
        for note in notes {
            for no in 1..=MOST {
                let there = other.ratings.iter().any(|row| *row.note_id.key() == *note && row.no == no);
                if !there && !asker.sees(false) && dice.one_in(2) {
                    other.ratings.push(Rating { shown: false, ..rating(*note, no, dice) });
                }
            }
        }
        other.remarks.retain(|row| asker.sees(row.open) || dice.one_in(2));
        for id in 1..=LAST {
            let new = Remark { open: false, ..other.remark(id, dice) };
            match other.remarks.iter_mut().find(|row| row.id == id) {
                Some(row) if !asker.sees(row.open) => *row = new,
                None if !asker.sees(false) => other.remarks.push(new),
                _ => {}
            }
        }
        let Self { ratings, remarks } = &mut other;
        ratings.retain(|row| {
            let refers =
                |remark: &Remark| remark.no == Some(row.no) && remark.note_id.is_some_and(|id| *id.key() == *row.note_id.key());
            asker.sees(row.shown) || remarks.iter().any(refers) || dice.one_in(2)
        });
        remarks.sort_by_key(|row| row.id);
        other
    }

    /// Puts the rows into a database that holds their notes.
    pub async fn store(&self, db: &Db) {
        let ratings = self.ratings.iter().map(|row| {
            [
                Rating::note_id().set(*row.note_id.key()),
                Rating::no().set(row.no),
                Rating::stars().set(row.stars),
                Rating::shown().set(row.shown),
                Rating::look().set(row.look.clone()),
                Rating::hidden_look().set(row.hidden_look.clone()),
            ]
        });
        Rating::repository(db).as_system().insert_many(ratings).await.unwrap();
        let remarks = self.remarks.iter().map(|row| {
            [
                Remark::id().set(row.id),
                Remark::note_id().set(row.note_id),
                Remark::no().set(row.no),
                Remark::text().set(row.text.as_str()),
                Remark::open().set(row.open),
            ]
        });
        Remark::repository(db).as_system().insert_many(remarks).await.unwrap();
    }
}
